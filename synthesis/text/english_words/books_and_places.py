"""Names of characters, authors, faiths, history and places that lessons are full of, and that
misaki's dictionaries lack or read otherwise. Written like the table of `names`."""

TABLE = """
banquo ˈbæŋkwoʊ · fleance ˈfliːəns · ophelia oʊˈfiːliə · laertes leɪˈɜːɹtiːz
mercutio mɚˈkjuːʃioʊ · tybalt ˈtɪbəlt · iago iˈɑːɡoʊ · desdemona dɛzdəˈmoʊnə · lennox ˈlɛnəks
othello əˈθɛloʊ · bassanio bəˈsɑːnioʊ · regan ˈɹiːɡən · demetrius dəˈmiːtɹiəs
caliban ˈkælɪbæn · capulet ˈkæpjʊlət · capulets ˈkæpjʊləts · fagin ˈfeɪɡɪn
priestley ˈpɹiːstli · voldemort ˈvoʊldəmɔːɹt · dumbledore ˈdʌmbəldɔːɹ · aslan ˈæzlæn
eeyore ˈiːɔːɹ · pinocchio pɪˈnoʊkioʊ · anansi əˈnænsi · aladdin əˈlædɪn · pepys piːps
yeats jeɪts · roald ˈɹoʊəld · ishiguro ɪʃɪˈɡʊɹoʊ · achebe əˈtʃeɪbeɪ · adichie əˈdiːtʃieɪ
atwood ˈætwʊd · heaney ˈhiːni · agard ˈeɪɡɑːɹd · zephaniah zɛfəˈnaɪə
ozymandias ɒziˈmændiəs · rosalind ˈɹɒzəlɪnd · malala məˈlɑːlə · picasso pɪˈkæsoʊ
lamarck ləˈmɑːɹk · geiger ˈɡaɪɡɚ · medusa məˈduːsə · artemis ˈɑːɹtəmɪs
osiris oʊˈsaɪɹɪs · ramesses ˈɹæmɪsiːz · kublai ˈkuːblaɪ · agincourt ˈædʒɪnkɔːɹt
culloden kəˈlɒdən · passchendaele ˈpæʃəndeɪl · mussolini mʊsəˈliːni · khrushchev ˈkɹuːʃtʃɒf
gorbachev ˈɡɔːɹbətʃɒf · reichstag ˈɹaɪkstɑːɡ · anschluss ˈænʃlʊs · fuhrer ˈfjʊɹɚ
emmeline ˈɛməliːn · nightingale ˈnaɪtɪŋɡeɪl · brunel bɹuːˈnɛl · quran kəˈɹɑːn · koran kəˈɹɑːn
vaisakhi vaɪˈsɑːki · moses ˈmoʊzɪz · hussein huːˈseɪn · ruairi ˈɹʊəɹi · dermot ˈdɜːɹmət
dafydd ˈdævɪð · ieuan ˈjaɪən · sioned ˈʃɒnɛd · gwenllian ˈɡwɛnɬiən · eluned ɛˈlɪnɛd
cwm kʊm · aotearoa aʊteɪəˈɹoʊə · cirencester ˈsaɪɹənsɛstɚ · leominster ˈlɛmstɚ
birmingham ˈbɜːɹmɪŋəm · nottingham ˈnɒtɪŋəm · nottinghamshire ˈnɒtɪŋəmʃɚ
buckingham ˈbʌkɪŋəm · buckinghamshire ˈbʌkɪŋəmʃɚ · wymondham ˈwɪndəm · happisburgh ˈheɪzbɹə
tottenham ˈtɒtnəm · fulham ˈfʊləm · peckham ˈpɛkəm · balham ˈbæləm · lewisham ˈluːɪʃəm
twickenham ˈtwɪkənəm · wrexham ˈɹɛksəm · oldham ˈoʊldəm · dagenham ˈdæɡənəm · evesham ˈiːvʃəm
middlesbrough ˈmɪdəlzbɹə · derbyshire ˈdɑːɹbiʃɚ · ullswater ˈʌlzwɔːtɚ · scafell ˈskɔːfɛl
helvellyn hɛlˈvɛlɪn · nevis ˈnɛvɪs · moines mɔɪn · ottawa ˈɒtəwə · rotorua ɹoʊtəˈɹuːə
rwanda ɹuːˈɑːndə · johannesburg dʒoʊˈhænɪsbɜːɡ · pyongyang pjʌŋˈjæŋ · ibiza ɪˈbiːθə
genoa ˈdʒɛnoʊə · keighley ˈkiːθli
armagh ɑːɹˈmɑː · fermanagh fɚˈmænə · omagh ˈoʊmə · donegal dɒnɪˈɡɔːl
cobh koʊv · athlone æθˈloʊn · tralee tɹəˈliː · kilkenny kɪlˈkɛni · aran ˈæɹən · arran ˈæɹən
hebrides ˈhɛbɹɪdiːz · oban ˈoʊbən · dalziel diːˈɛl · menzies ˈmɛnziz
mainwaring ˈmænəɹɪŋ · featherstonehaugh ˈfænʃɔː · marjoribanks ˈmɑːɹtʃbæŋks · beauchamp ˈbiːtʃəm
wemyss wiːmz · colquhoun kəˈhuːn · farquhar ˈfɑːɹkɚ · urquhart ˈɜːɹkɚt · mcleod məˈklaʊd
macleod məˈklaʊd · mckay məˈkaɪ · cockburn ˈkoʊbɚn · knightley ˈnaɪtli
"""
