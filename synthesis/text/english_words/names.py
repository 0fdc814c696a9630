"""Names and new words that misaki's dictionaries lack or read otherwise, as schools meet them.

Of 297 names and words of `bench.words` espeak-ng alone reads 63 % right, misaki's dictionaries
before it 73 %. CMUdict between them would add 1 % for 1.5 MB; these few hundred make it 96 %.
"""

from __future__ import annotations

import unicodedata

from .books_and_places import TABLE as _BOOKS_AND_PLACES
from .pinyin_names import english_of_pinyin

# Small letters without accents. General American, with r and without the flap.
_TABLE = """
siobhan ʃɪˈvɔːn · niamh niːv · aoife ˈiːfə · saoirse ˈsɜːɹʃə · caoimhe ˈkiːvə · ciara ˈkɪɹə
roisin ɹoʊˈʃiːn · sinead ʃɪˈneɪd · eoin ˈoʊən · oisin oʊˈʃiːn · padraig ˈpɔːdɹɪɡ
cillian ˈkɪliən · tadhg taɪɡ · grainne ˈɡɹɔːnjə · maeve meɪv · sean ʃɔːn · rhys ɹiːs
rhiannon ɹiˈænən · angharad æŋˈhæɹəd · ffion ˈfiːɒn · llewelyn luːˈɛlɪn · llewellyn luːˈɛlɪn
cerys ˈkɛɹɪs · gwyneth ˈɡwɪnəθ · iain ˈiːən · catriona kəˈtɹiːnə · hamish ˈheɪmɪʃ · mairi ˈmɑːɹi
eilidh ˈeɪli · hermione hɚˈmaɪəni · imogen ˈɪmədʒən · xavier ˈzeɪviɚ · leigh liː · jacques ʒɑːk
francoise fɹɑːnˈswɑːz · francois fɹɑːnˈswɑː · jean-luc ʒɑːnˈluːk · guillaume ɡiːˈoʊm
renee ɹəˈneɪ · rene ɹəˈneɪ · helene ɛˈlɛn · benoit bɛnˈwɑː · thierry tiˈɛɹi · etienne ɛtiˈɛn
gilles ʒiːl · yves iːv · jose hoʊˈzeɪ · juan wɑːn · jorge ˈhɔːɹheɪ · javier ˈhɑːviɛɹ
joaquin wɑːˈkiːn · guillermo ɡiːˈɛɹmoʊ · jesus ˈdʒiːzəs · miguel mɪˈɡɛl · sofia soʊˈfiːə
joao ʒuːˈaʊ · giovanni dʒoʊˈvɑːni · giuseppe dʒuːˈsɛpi · luigi luˈiːdʒi · chiara kiˈɑːɹə
bjorn bjɔːɹn · soren ˈsɔːɹən · lars lɑːɹz · ingrid ˈɪŋɡɹɪd · anya ˈɑːnjə · katya ˈkɑːtjə
sergei sɛɹˈɡeɪ · mikhail mɪˈkaɪl · nikolai ˈnɪkəlaɪ · aisha ɑːˈiːʃə · fatima ˈfætɪmə
ahmed ˈɑːmɛd · mohammed moʊˈhɑːməd · muhammad moʊˈhɑːməd · yusuf ˈjuːsʊf · khadija kəˈdiːdʒə
zainab ˈzeɪnæb · ibrahim ˈɪbɹəhiːm · priya ˈpɹiːjə · gandhi ˈɡɑːndi · aditya əˈdɪtjə
deepika ˈdiːpɪkə · siddhartha sɪˈdɑːɹtə · tagore təˈɡɔːɹ · nehru ˈneɪɹuː · nguyen wɪn
tran tɹæn · hiroshi hɪˈɹoʊʃi · yuki ˈjuːki · haruki hɑːˈɹuːki · hokusai ˈhoʊkəsaɪ
ngozi ɪŋˈɡoʊzi · chimamanda tʃɪməˈmɑːndə · mandela mænˈdɛlə · desmond ˈdɛzmənd · euler ˈɔɪlɚ
gauss ɡaʊs · riemann ˈɹiːmən · leibniz ˈlaɪbnɪts · descartes deɪˈkɑːɹt · fermat fɛɹˈmɑː
pascal pæˈskæl · laplace ləˈplɑːs · lagrange ləˈɡɹɑːnʒ · cauchy koʊˈʃiː · poincare ˈpwæŋkəɹeɪ
galois ɡælˈwɑː · fourier ˈfʊɹieɪ · bernoulli bɚˈnuːli · l'hopital loʊpɪˈtɑːl
ramanujan ɹɑːˈmɑːnʊdʒən · hypatia haɪˈpeɪʃə · fibonacci fɪbəˈnɑːtʃi · eratosthenes ɛɹəˈtɒsθəniːz
archimedes ɑːɹkɪˈmiːdiːz · pythagoras pɪˈθæɡəɹəs · thales ˈθeɪliːz · hippocrates hɪˈpɒkɹətiːz
ptolemy ˈtɒləmi · aristarchus æɹɪˈstɑːɹkəs · democritus dɪˈmɒkɹɪtəs · schrodinger ˈʃɹoʊdɪŋɚ
schroedinger ˈʃɹoʊdɪŋɚ · heisenberg ˈhaɪzənbɝɡ · bohr bɔːɹ · planck plɑːŋk
lavoisier ləˈvwɑːzieɪ · ampere ˈæmpɛɹ · coulomb ˈkuːlɒm · becquerel bɛkəˈɹɛl · curie ˈkjʊɹi
joule dʒuːl · huygens ˈhaɪɡənz · oersted ˈɜːɹstɛd · angstrom ˈæŋstɹəm · roentgen ˈɹɛntɡən
mendeleev mɛndəˈleɪəf · mendel ˈmɛndəl · linnaeus lɪˈniːəs · pasteur pæˈstɜːɹ
avogadro ævəˈɡɑːdɹoʊ · celsius ˈsɛlsiəs · doppler ˈdɒplɚ · tycho ˈtaɪkoʊ · brahe ˈbɹɑːhi
chandrasekhar tʃʌndɹəˈʃeɪkɑːɹ · feynman ˈfaɪnmən · haber ˈhɑːbɚ · chatelier ʃəˈtɛljeɪ
tchaikovsky tʃaɪˈkɔːfski · chopin ˈʃoʊpæn · debussy dəbjuːˈsiː · dvorak ˈdvɔːɹʒɑːk · bach bɑːk
saint-saens sænˈsɒns · ravel ɹəˈvɛl · bizet biːˈzeɪ · berlioz ˈbɛɹlioʊz · liszt lɪst
haydn ˈhaɪdən · handel ˈhændəl · mozart ˈmoʊtsɑːɹt · wagner ˈvɑːɡnɚ · schubert ˈʃuːbɚt
mendelssohn ˈmɛndəlsən · rachmaninoff ɹɑːkˈmɑːnɪnɒf · shostakovich ʃɒstəˈkoʊvɪtʃ
prokofiev pɹəˈkɔːfiɛf · rimsky-korsakov ˌɹɪmskiˈkɔːɹsəkɒf · puccini puːˈtʃiːni · verdi ˈvɛɹdi
vivaldi vɪˈvɑːldi · paganini pæɡəˈniːni · goethe ˈɡɜːtə · nietzsche ˈniːtʃə · kafka ˈkɑːfkə
freud fɹɔɪd · jung jʊŋ · brecht bɹɛkt · camus kæˈmuː · sartre ˈsɑːɹtɹə · proust pɹuːst
moliere moʊlˈjɛɹ · racine ɹəˈsiːn · voltaire voʊlˈtɛɹ · rousseau ɹuːˈsoʊ · dumas duːˈmɑː
montaigne mɒnˈteɪn · diderot diːdəˈɹoʊ · saint-exupery sænteɪɡˈzuːpəɹi · zola ˈzoʊlə
cervantes sɚˈvæntiːz · borges ˈbɔːɹheɪs · marquez ˈmɑːɹkɛz · neruda nəˈɹuːdə · quixote kiˈhoʊti
dante ˈdɑːnteɪ · boccaccio boʊˈkɑːtʃioʊ · machiavelli mækiəˈvɛli · botticelli bɒtɪˈtʃɛli
giotto ˈdʒɒtoʊ · caravaggio kæɹəˈvɑːdʒioʊ · manet məˈneɪ · monet moʊˈneɪ · renoir ɹənˈwɑːɹ
degas deɪˈɡɑː · seurat səˈɹɑː · cezanne seɪˈzɑːn · gauguin ɡoʊˈɡæn · matisse mæˈtiːs · gogh ɡoʊ
kandinsky kænˈdɪnski · dali ˈdɑːli · miro miːˈɹoʊ · goya ˈɡɔɪə · velazquez vəˈlæskɛz
klimt klɪmt · durer ˈdjʊɹɚ · brueghel ˈbɹɔɪɡəl · bruegel ˈbɹɔɪɡəl · vermeer vɚˈmɪɹ
rodin ɹoʊˈdæn · kahlo ˈkɑːloʊ · dostoevsky dɒstəˈjɛfski · dostoyevsky dɒstəˈjɛfski
tolstoy ˈtoʊlstɔɪ · chekhov ˈtʃɛkɒf · pushkin ˈpʊʃkɪn · solzhenitsyn soʊlʒəˈniːtsɪn
nabokov nəˈbɔːkəf · gogol ˈɡoʊɡɒl · aeschylus ˈɛskɪləs · euripides jʊˈɹɪpɪdiːz
sophocles ˈsɒfəkliːz · aristophanes æɹɪˈstɒfəniːz · thucydides θuːˈsɪdɪdiːz
herodotus həˈɹɒdətəs · aristotle ˈæɹɪstɒtəl · socrates ˈsɒkɹətiːz · dionysus daɪəˈnaɪsəs
persephone pɚˈsɛfəni · penelope pəˈnɛləpi · achilles əˈkɪliːz · eurydice jʊˈɹɪdɪsi
antigone ænˈtɪɡəni · oedipus ˈɛdɪpəs · daedalus ˈdɛdələs · circe ˈsɜːɹsi · calypso kəˈlɪpsoʊ
psyche ˈsaɪki · ariadne æɹiˈædni · hades ˈheɪdiːz · demeter dɪˈmiːtɚ · hephaestus hɪˈfɛstəs
heracles ˈhɛɹəkliːz · hercules ˈhɜːɹkjəliːz · odysseus oʊˈdɪsiəs · priam ˈpɹaɪəm
menelaus mɛnəˈleɪəs · agamemnon æɡəˈmɛmnɒn · clytemnestra klaɪtəmˈnɛstɹə · plato ˈpleɪtoʊ
seneca ˈsɛnɪkə · virgil ˈvɜːɹdʒɪl · ovid ˈɒvɪd · boudicca ˈboʊdɪkə · nebuchadnezzar nɛbəkədˈnɛzɚ
hatshepsut hætˈʃɛpsuːt · akhenaten ɑːkəˈnɑːtən · nefertiti nɛfɚˈtiːti
tutankhamun tuːtənˈkɑːmən · quetzalcoatl kɛtsəlkoʊˈɑːtəl · montezuma mɒntɪˈzuːmə
leicester ˈlɛstɚ · worcester ˈwʊstɚ · gloucester ˈɡlɒstɚ · bicester ˈbɪstɚ · towcester ˈtoʊstɚ
edinburgh ˈɛdɪnbɹə · southwark ˈsʌðɚk · greenwich ˈɡɹɛnɪtʃ · warwick ˈwɒɹɪk · norwich ˈnɒɹɪtʃ
thames tɛmz · salisbury ˈsɔːlzbɛɹi · shrewsbury ˈʃɹoʊzbɛɹi · keswick ˈkɛzɪk · alnwick ˈænɪk
berwick ˈbɛɹɪk · derby ˈdɑːɹbi · hertford ˈhɑːɹtfɚd · magdalen ˈmɔːdlɪn · magdalene ˈmɔːdlɪn
cholmondeley ˈtʃʌmli · beaulieu ˈbjuːli · belvoir ˈbiːvɚ · mousehole ˈmaʊzəl
launceston ˈlɔːnstən · holborn ˈhoʊbɚn · marylebone ˈmɑːɹlɪbən · plaistow ˈplɑːstoʊ
ruislip ˈɹaɪslɪp · deptford ˈdɛtfɚd · llandudno ɬænˈdɪdnoʊ · llanelli ɬæˈnɛɬi · betws ˈbɛtəs
caernarfon kɚˈnɑːɹvən · dolgellau dɒlˈɡɛɬaɪ · anglesey ˈæŋɡəlsi · milngavie mʌlˈɡaɪ
kirkcudbright kɚˈkuːbɹi · culzean kʌˈleɪn · islay ˈaɪlə · dun dʌn · laoghaire ˈlɪɹi
drogheda ˈdɹɔːɪdə · youghal jɔːl · dublin ˈdʌblɪn · sligo ˈslaɪɡoʊ · arkansas ˈɑːɹkənsɔː
illinois ɪləˈnɔɪ · connecticut kəˈnɛtɪkət · tucson ˈtuːsɒn · albuquerque ˈælbəkɝki
boise ˈbɔɪsi · spokane spoʊˈkæn · yosemite joʊˈsɛmɪti · jolla ˈhɔɪə · mojave moʊˈhɑːvi
tijuana tiːəˈwɑːnə · oaxaca wəˈhɑːkə · yucatan juːkəˈtæn · popocatepetl poʊpəˈkætəpɛtəl
sioux suː · iroquois ˈɪɹəkwɔɪ · cheyenne ʃaɪˈæn · navajo ˈnævəhoʊ · potomac pəˈtoʊmək
paris ˈpæɹɪs · versailles vɛɹˈsaɪ · marseille mɑːɹˈseɪ · marseilles mɑːɹˈseɪ · lyon liˈoʊn
cannes kæn · calais kæˈleɪ · reims ɹiːmz · rouen ɹuːˈɒn · bordeaux bɔːɹˈdoʊ · toulouse tuːˈluːz
grenoble ɡɹəˈnoʊbəl · ypres ˈiːpɹə · bruges bɹuːʒ · liege liˈɛʒ · ghent ɡɛnt · leipzig ˈlaɪpsɪɡ
cologne kəˈloʊn · koln kɜːln · munich ˈmjuːnɪk · zurich ˈzʊɹɪk · basel ˈbɑːzəl · gdansk ɡəˈdænsk
lodz wuːdʒ · wroclaw ˈvɹɒtslɑːf · krakow ˈkɹækaʊ · vilnius ˈvɪlniəs · tallinn ˈtælɪn
kyiv ˈkiːv · kiev ˈkiːɛv · odesa oʊˈdɛsə · reykjavik ˈɹeɪkjəvɪk
eyjafjallajokull ˈeɪjəfjɑːləˌjoʊkəl · copenhagen ˈkoʊpənheɪɡən · aarhus ˈɔːɹhuːs
malmo ˈmɑːlmoʊ · gothenburg ˈɡɒθənbɝɡ · oslo ˈɒzloʊ · phuket puːˈkɛt · phnom pəˈnɒm · penh pɛn
siem siːˈɛm · hanoi hæˈnɔɪ · hue hweɪ · kuala ˈkwɑːlə · lumpur lʊmˈpʊɹ · jakarta dʒəˈkɑːɹtə
kyoto kiˈoʊtoʊ · osaka oʊˈsɑːkə · qatar kəˈtɑːɹ · doha ˈdoʊhə · riyadh ɹiˈɑːd · dubai duːˈbaɪ
abu ˈɑːbuː · dhabi ˈdɑːbi · iraq ɪˈɹɑːk · iran ɪˈɹɑːn · yemen ˈjɛmən · djibouti dʒɪˈbuːti
lesotho ləˈsuːtuː · kiribati ˈkɪɹɪbæs · tuvalu tuːˈvɑːluː · vanuatu vɑːnuˈɑːtuː
eswatini ɛswɑːˈtiːni · niger niːˈʒɛɹ · kilimanjaro kɪlɪmənˈdʒɑːɹoʊ · galapagos ɡəˈlɑːpəɡəs
machu ˈmɑːtʃuː · picchu ˈpiːktʃuː · rio ˈɹiːoʊ · janeiro ʒəˈnɛɹoʊ · sao saʊ · paulo ˈpaʊloʊ
buenos ˈbweɪnəs · aires ˈɛɹiːz · bogota boʊɡəˈtɑː · caracas kəˈɹɑːkəs
ulaanbaatar uːlɑːnˈbɑːtɑːɹ · astana æˈstɑːnə · yangtze ˈjæŋtsi · beijing beɪˈdʒɪŋ
taipei taɪˈpeɪ · kowloon kaʊˈluːn · shanghai ʃæŋˈhaɪ · xi'an ʃiˈɑːn · sichuan sɪˈtʃwɑːn
tibet tɪˈbɛt · lhasa ˈlɑːsə · macau məˈkaʊ · confucius kənˈfjuːʃəs · mencius ˈmɛnʃiəs
yat-sen jɑːtˈsɛn · tyrannosaurus tɪˌɹænəˈsɔːɹəs · diplodocus dɪˈplɒdəkəs
archaeopteryx ɑːɹkiˈɒptəɹɪks · tiktok ˈtɪktɒk · wifi ˈwaɪfaɪ · ipad ˈaɪpæd · iphone ˈaɪfoʊn
imac ˈaɪmæk · ios ˌaɪoʊˈɛs · kahoot kəˈhuːt · quizlet ˈkwɪzlət · duolingo duːoʊˈlɪŋɡoʊ
wechat ˈwiːtʃæt · weibo ˈweɪboʊ · baidu ˈbaɪduː · alibaba ɑːliˈbɑːbə · taobao ˈtaʊbaʊ
tencent ˈtɛnsɛnt · huawei ˈwɑːweɪ · xiaomi ˈʃaʊmi · byd ˌbiːwaɪˈdiː · oppo ˈɒpoʊ
douyin ˈdoʊjɪn · chatgpt ˌtʃæt dʒiː piː ˈtiː · openai ˌoʊpən eɪ ˈaɪ · nvidia ɛnˈvɪdiə
asus ˈeɪsuːs · github ˈɡɪthʌb · linux ˈlɪnəks · ubuntu ʊˈbʊntuː · wikipedia wɪkɪˈpiːdiə
youtube ˈjuːtuːb · youtuber ˈjuːtuːbɚ · instagram ˈɪnstəɡɹæm · snapchat ˈsnæptʃæt
whatsapp ˈwʌtsæp · spotify ˈspɒtɪfaɪ · minecraft ˈmaɪnkɹæft · roblox ˈɹoʊblɒks
fortnite ˈfɔːɹtnaɪt · pokemon ˈpoʊkeɪmɒn · lego ˈlɛɡoʊ · ikea aɪˈkiːə · adidas əˈdiːdəs
nike ˈnaɪki · porsche ˈpɔːɹʃə · hyundai ˈhʌndeɪ · volkswagen ˈvoʊkswæɡən · peugeot ˈpɜːʒoʊ
renault ɹəˈnoʊ · citroen ˈsɪtɹoʊən · lamborghini læmbɔːɹˈɡiːni · gif ɡɪf · gifs ɡɪfs
jpeg ˈdʒeɪpɛɡ · png ˌpiːɛnˈdʒiː · latex ˈleɪtɛk · covid ˈkoʊvɪd · vlog vlɒɡ · emoji ɪˈmoʊdʒi
emojis ɪˈmoʊdʒiz · app æp · apps æps · captcha ˈkæptʃə · wiki ˈwɪki · regex ˈɹɛdʒɛks
sudoku suːˈdoʊkuː · manga ˈmæŋɡə · anime ˈænɪmeɪ · karaoke kæɹiˈoʊki · tsunami suːˈnɑːmi
croissant kwɑːˈsɑːnt · jalapeno hɑːləˈpeɪnjoʊ · quinoa ˈkiːnwɑː · gnocchi ˈnjɒki
bruschetta bɹuːˈskɛtə · tortilla tɔːɹˈtiːjə · paella paɪˈɛlə · acai ɑːsaɪˈiː · pho fʌ
gyoza ɡiˈoʊzə · edamame ɛdəˈmɑːmeɪ · resumé ˈɹɛzəmeɪ · deja ˌdeɪʒɑː · vu ˈvuː · facade fəˈsɑːd
cafe kæˈfeɪ · naive naɪˈiːv · soufflé suːˈfleɪ · crepe kɹeɪp · risqué ɹɪˈskeɪ
rendezvous ˈɹɒndeɪvuː · entrepreneur ɒntɹəpɹəˈnɜːɹ · houses ˈhaʊzɪz · minutes ˈmɪnɪts
worcestershire ˈwʊstɚʃɚ
onomatopoeia ɒnəmætəˈpiːə · hyperbole haɪˈpɜːɹbəli · epitome ɪˈpɪtəmi · synecdoche sɪˈnɛkdəki
antoine ˈɑːntwɑːn · voldemort ˈvoʊldəmɔːɹt · pepys piːps · yeats jeɪts
d'artagnan dɑːɹˈtænjən · malala məˈlɑːlə · zlatan ˈzlɑːtən · kaitlyn ˈkeɪtlɪn
isosceles aɪˈsɒsəliːz · mitochondria maɪtəˈkɒndɹiə
"""
# With accents they are other words than without.
_ACCENTED = {
    "résumé": "ˈɹɛzəmeɪ",
    "résumés": "ˈɹɛzəmeɪz",
    "exposé": "ɛkspoʊˈzeɪ",
    "rosé": "ɹoʊˈzeɪ",
}


def _rows() -> dict[str, str]:
    pairs = (
        row.strip().split(" ", 1)
        for line in (_BOOKS_AND_PLACES.strip() + _TABLE.rstrip()).splitlines()
        for row in line.split(" · ")
    )
    return dict(pairs)


NAMES = _rows()


def name_reading(word: str) -> str:
    """The IPA of a name or new word, or of a Chinese name in pinyin; "" where a dictionary or the
    letters tell it."""
    small = unicodedata.normalize("NFC", word).lower()
    stem = small.removesuffix("'s")
    if found := _ACCENTED.get(stem) or NAMES.get(stem) or NAMES.get(_folded(stem)):
        return found + ("" if stem == small else _possessive(found))
    return english_of_pinyin(word) if word[:1].isupper() else ""


def _possessive(ipa: str) -> str:
    return "ɪz" if ipa[-1] in "szʃʒ" else "s" if ipa[-1] in "ptkfθ" else "z"


def _folded(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word)
    return "".join(char for char in letters if not unicodedata.combining(char))
