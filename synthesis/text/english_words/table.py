"""The heteronyms, with their readings as IPA and as a reader would spell them."""

from __future__ import annotations

from dataclasses import dataclass

# Of the two readings the first is the commoner. Verbs and nouns: `n v` has a noun (or adjective)
# first and a verb second, `v n` the other way round; the others have rules of their own.
_TABLE = """
read: own: ɹiːd reed | ɹɛd red
lead: own: liːd leed | lɛd led
tear: own: tɪɹ teer | tɛɹ tair
tears: own: tɪɹz teers | tɛɹz tairs
wind: own: wɪnd winnd | waɪnd wined
winds: own: wɪndz winnds | waɪndz wines
bow: own: boʊ boh | baʊ bau
bows: own: boʊz bohs | baʊz bows
row: own: ɹoʊ roh | ɹaʊ rau
sow: own: soʊ so | saʊ sau
live: own: lɪv liv | laɪv lyve
lives: own: lɪvz livs | laɪvz lyves
close: own: kloʊz cloze | kloʊs cloce
use: own: juːz yooz | juːs yooss
uses: v n: ˈjuːzɪz yoozes | ˈjuːsɪz yoosses
used: own: juːzd yoozd | juːst yoost
house: n v: haʊs houce | haʊz houz
excuse: v n: ɪkˈskjuːz exkyooz | ɪkˈskjuːs exkyooss
excuses: n v: ɪkˈskjuːsɪz exkyoosses | ɪkˈskjuːzɪz exkyoozes
abuse: n v: əˈbjuːs abyooss | əˈbjuːz abyooz
misuse: n v: mɪsˈjuːs mis-YOOSS | mɪsˈjuːz mis-YOOZ
reuse: v n: ɹiːˈjuːz ree-YOOZ | ɹiːˈjuːs ree-YOOSS
diffuse: v n: dɪˈfjuːz di-FYOOZ | dɪˈfjuːs di-FYOOSS
mouth: n v: maʊθ mowth | maʊð mowthe
wound: own: wuːnd woond | waʊnd wownd
bass: own: beɪs base | bæs bas
dove: own: dʌv duv | doʊv dohv
sewer: own: ˈsuːəɹ soo-er | ˈsoʊəɹ so-er
polish: own: ˈpɒlɪʃ POL-ish | ˈpoʊlɪʃ POH-lish
job: own: dʒɒb jobb | dʒoʊb johb
nice: own: naɪs nyss | niːs neess
reading: own: ˈɹiːdɪŋ REED-ing | ˈɹɛdɪŋ RED-ing
august: own: ˈɔːɡəst AW-gust | ɔːˈɡʌst aw-GUST
slough: own: slaʊ slow | slʌf sluff
number: own: ˈnʌmbəɹ NUM-ber | ˈnʌməɹ NUM-mer
does: own: dʌz duz | doʊz dohz
axes: own: ˈæksiːz AX-eez | ˈæksɪz AX-iz
minute: own: ˈmɪnɪt MIN-it | maɪˈnjuːt my-NEWT
desert: own: ˈdɛzəɹt DEZ-ert | dɪˈzɜːɹt di-ZERT
deserts: n v: ˈdɛzəɹts DEZ-erts | dɪˈzɜːɹts di-ZERTS
contents: n v: ˈkɒntɛnts CON-tents | kənˈtɛnts con-TENTS
content: own: ˈkɒntɛnt CON-tent | kənˈtɛnt con-TENT
invalid: own: ɪnˈvælɪd in-VAL-id | ˈɪnvəlɪd IN-va-lid
resume: own: ɹɪˈzuːm re-ZOOM | ˈɹɛzʊmeɪ REZ-u-may
beloved: own: bɪˈlʌvɪd be-LUV-id | bɪˈlʌvd be-LUVD
learned: own: lɜːɹnd lernd | ˈlɜːɹnɪd LERN-id
blessed: own: blɛst blest | ˈblɛsɪd BLESS-id
aged: own: eɪdʒd ayjd | ˈeɪdʒɪd AY-jid
refuse: own: ɹɪˈfjuːz re-FYOOZ | ˈɹɛfjuːs REF-yooss
buffet: n v: bəˈfeɪ buh-FAY | ˈbʌfɪt BUFF-it
entrance: n v: ˈɛntɹəns EN-trance | ɪnˈtɹæns en-TRANCE
analyses: n v: əˈnæləsiːz a-NAL-i-seez | ˈænəlaɪzɪz AN-a-lyzes
record: n v: ˈɹɛkəɹd REK-ord | ɹɪˈkɔːɹd ri-KORD
records: n v: ˈɹɛkəɹdz REK-ords | ɹɪˈkɔːɹdz ri-KORDS
present: own: ˈpɹɛzənt PREZ-ent | pɹɪˈzɛnt pri-ZENT
presents: n v: ˈpɹɛzənts PREZ-ents | pɹɪˈzɛnts pri-ZENTS
object: own: ˈɒbdʒɛkt OB-ject | əbˈdʒɛkt ob-JECT
objects: n v: ˈɒbdʒɛkts OB-jects | əbˈdʒɛkts ob-JECTS
project: n v: ˈpɹɒdʒɛkt PROJ-ect | pɹəˈdʒɛkt pro-JECT
projects: n v: ˈpɹɒdʒɛkts PROJ-ects | pɹəˈdʒɛkts pro-JECTS
produce: v n: pɹəˈdjuːs pro-DUCE | ˈpɹoʊdjuːs PROD-uce
contract: n v: ˈkɒntɹækt CON-tract | kənˈtɹækt con-TRACT
contracts: n v: ˈkɒntɹækts CON-tracts | kənˈtɹækts con-TRACTS
conduct: n v: ˈkɒndʌkt CON-duct | kənˈdʌkt con-DUCT
conflict: own: ˈkɒnflɪkt CON-flict | kənˈflɪkt con-FLICT
contest: n v: ˈkɒntɛst CON-test | kənˈtɛst con-TEST
contrast: n v: ˈkɒntɹæst CON-trast | kənˈtɹæst con-TRAST
converse: v n: kənˈvɜːɹs con-VERSE | ˈkɒnvɜːɹs CON-verse
convert: v n: kənˈvɜːɹt con-VERT | ˈkɒnvɜːɹt CON-vert
convict: n v: ˈkɒnvɪkt CON-vict | kənˈvɪkt con-VICT
combine: v n: kəmˈbaɪn com-BINE | ˈkɒmbaɪn COM-bine
compress: v n: kəmˈpɹɛs com-PRESS | ˈkɒmpɹɛs COM-press
console: n v: ˈkɒnsoʊl CON-sole | kənˈsoʊl con-SOLE
construct: v n: kənˈstɹʌkt con-STRUCT | ˈkɒnstɹʌkt CON-struct
compact: n v: ˈkɒmpækt COM-pact | kəmˈpækt com-PACT
compound: own: ˈkɒmpaʊnd COM-pound | kəmˈpaʊnd com-POUND
complex: own: ˈkɒmplɛks COM-plex | kəmˈplɛks com-PLEX
abstract: own: ˈæbstɹækt AB-stract | əbˈstɹækt ab-STRACT
defect: n v: ˈdiːfɛkt DEE-fect | dɪˈfɛkt di-FECT
digest: v n: daɪˈdʒɛst di-GEST | ˈdaɪdʒɛst DI-gest
discount: n v: ˈdɪskaʊnt DIS-count | dɪsˈkaʊnt dis-COUNT
escort: n v: ˈɛskɔːɹt ES-cort | ɪˈskɔːɹt es-CORT
exploit: v n: ɪkˈsplɔɪt ex-PLOIT | ˈɛksplɔɪt EX-ploit
export: n v: ˈɛkspɔːɹt EX-port | ɪkˈspɔːɹt ex-PORT
exports: n v: ˈɛkspɔːɹts EX-ports | ɪkˈspɔːɹts ex-PORTS
extract: n v: ˈɛkstɹækt EX-tract | ɪkˈstɹækt ex-TRACT
extracts: n v: ˈɛkstɹækts EX-tracts | ɪkˈstɹækts ex-TRACTS
frequent: own: ˈfɹiːkwənt FREE-quent | fɹɪˈkwɛnt fre-QUENT
import: n v: ˈɪmpɔːɹt IM-port | ɪmˈpɔːɹt im-PORT
imports: n v: ˈɪmpɔːɹts IM-ports | ɪmˈpɔːɹts im-PORTS
increase: v n: ɪnˈkɹiːs in-CREASE | ˈɪnkɹiːs IN-crease
decrease: v n: dɪˈkɹiːs de-CREASE | ˈdiːkɹiːs DE-crease
insert: v n: ɪnˈsɜːɹt in-SERT | ˈɪnsɜːɹt IN-sert
insult: n v: ˈɪnsʌlt IN-sult | ɪnˈsʌlt in-SULT
perfume: n v: ˈpɜːɹfjuːm PER-fume | pəɹˈfjuːm per-FUME
permit: v n: pəɹˈmɪt per-MIT | ˈpɜːɹmɪt PER-mit
perfect: own: ˈpɜːɹfɪkt PER-fect | pəɹˈfɛkt per-FECT
proceeds: v n: pɹəˈsiːdz pro-SEEDS | ˈpɹoʊsiːdz PRO-seeds
progress: own: ˈpɹɒɡɹɛs PROG-ress | pɹəˈɡɹɛs pro-GRESS
protest: n v: ˈpɹoʊtɛst PRO-test | pɹəˈtɛst pro-TEST
rebel: n v: ˈɹɛbəl REB-el | ɹɪˈbɛl re-BEL
rebels: n v: ˈɹɛbəlz REB-els | ɹɪˈbɛlz re-BELS
reject: v n: ɹɪˈdʒɛkt re-JECT | ˈɹiːdʒɛkt RE-ject
subject: own: ˈsʌbdʒɛkt SUB-ject | səbˈdʒɛkt sub-JECT
subjects: n v: ˈsʌbdʒɛkts SUB-jects | səbˈdʒɛkts sub-JECTS
survey: n v: ˈsɜːɹveɪ SUR-vey | səɹˈveɪ sur-VEY
suspect: v n: səˈspɛkt sus-PECT | ˈsʌspɛkt SUS-pect
suspects: n v: ˈsʌspɛkts SUS-pects | səˈspɛkts sus-PECTS
torment: n v: ˈtɔːɹmɛnt TOR-ment | tɔːɹˈmɛnt tor-MENT
transfer: v n: tɹænsˈfɜːɹ trans-FER | ˈtɹænsfɜːɹ TRANS-fer
transport: own: ˈtɹænspɔːɹt TRANS-port | tɹænˈspɔːɹt trans-PORT
upset: own: ʌpˈsɛt up-SET | ˈʌpsɛt UP-set
attribute: n v: ˈætɹɪbjuːt AT-tri-bute | əˈtɹɪbjuːt a-TRIB-ute
attributes: n v: ˈætɹɪbjuːts AT-tri-butes | əˈtɹɪbjuːts a-TRIB-utes
separate: n v: ˈsɛpəɹət SEP-a-rit | ˈsɛpəɹeɪt SEP-a-rate
estimate: v n: ˈɛstɪmeɪt ES-ti-mate | ˈɛstɪmət ES-ti-mit
estimates: n v: ˈɛstɪməts ES-ti-mits | ˈɛstɪmeɪts ES-ti-mates
graduate: v n: ˈɡɹædʒueɪt GRAD-u-ate | ˈɡɹædʒuət GRAD-u-it
graduates: n v: ˈɡɹædʒuəts GRAD-u-its | ˈɡɹædʒueɪts GRAD-u-ates
alternate: own: ˈɔːltəɹnət AL-ter-nit | ˈɔːltəɹneɪt AL-ter-nate
moderate: own: ˈmɒdəɹət MOD-er-it | ˈmɒdəɹeɪt MOD-er-ate
deliberate: own: dɪˈlɪbəɹət de-LIB-er-it | dɪˈlɪbəɹeɪt de-LIB-er-ate
advocate: n v: ˈædvəkət AD-vo-kit | ˈædvəkeɪt AD-vo-kate
aggregate: n v: ˈæɡɹɪɡət AG-gre-git | ˈæɡɹɪɡeɪt AG-gre-gate
animate: v n: ˈænɪmeɪt AN-i-mate | ˈænɪmət AN-i-mit
appropriate: own: əˈpɹoʊpɹiət a-PRO-pri-it | əˈpɹoʊpɹieɪt a-PRO-pri-ate
approximate: own: əˈpɹɒksɪmət a-PROX-i-mit | əˈpɹɒksɪmeɪt a-PROX-i-mate
articulate: n v: ɑːɹˈtɪkjʊlət ar-TIC-u-lit | ɑːɹˈtɪkjʊleɪt ar-TIC-u-late
associate: own: əˈsoʊʃieɪt a-SO-shi-ate | əˈsoʊʃiət a-SO-shi-it
associates: n v: əˈsoʊʃiəts a-SO-shi-its | əˈsoʊʃieɪts a-SO-shi-ates
coordinate: n v: koʊˈɔːɹdɪnət co-OR-di-nit | koʊˈɔːɹdɪneɪt co-OR-di-nate
degenerate: v n: dɪˈdʒɛnəɹeɪt de-GEN-er-ate | dɪˈdʒɛnəɹət de-GEN-er-it
delegate: n v: ˈdɛlɪɡət DEL-e-git | ˈdɛlɪɡeɪt DEL-e-gate
duplicate: n v: ˈdjuːplɪkət DU-pli-kit | ˈdjuːplɪkeɪt DU-pli-kate
elaborate: own: ɪˈlæbəɹət e-LAB-or-it | ɪˈlæbəɹeɪt e-LAB-or-ate
initiate: v n: ɪˈnɪʃieɪt i-NI-shi-ate | ɪˈnɪʃiət i-NI-shi-it
intimate: own: ˈɪntɪmət IN-ti-mit | ˈɪntɪmeɪt IN-ti-mate
postulate: v n: ˈpɒstjʊleɪt POS-tu-late | ˈpɒstjʊlət POS-tu-lit
precipitate: v n: pɹɪˈsɪpɪteɪt pre-CIP-i-tate | pɹɪˈsɪpɪtət pre-CIP-i-tit
predicate: n v: ˈpɹɛdɪkət PRED-i-kit | ˈpɹɛdɪkeɪt PRED-i-kate
separates: v n: ˈsɛpəɹeɪts SEP-a-rates | ˈsɛpəɹəts SEP-a-rits
coordinates: n v: koʊˈɔːɹdɪnəts co-OR-di-nits | koʊˈɔːɹdɪneɪts co-OR-di-nates
delegates: n v: ˈdɛlɪɡəts DEL-e-gits | ˈdɛlɪɡeɪts DEL-e-gates
advocates: n v: ˈædvəkəts AD-vo-kits | ˈædvəkeɪts AD-vo-kates
duplicates: n v: ˈdjuːplɪkəts DU-pli-kits | ˈdjuːplɪkeɪts DU-pli-kates
alternates: v n: ˈɔːltəɹneɪts AL-ter-nates | ˈɔːltəɹnəts AL-ter-nits
moderates: v n: ˈmɒdəɹeɪts MOD-er-ates | ˈmɒdəɹəts MOD-er-its
approximates: v n: əˈpɹɒksɪmeɪts a-PROX-i-mates | əˈpɹɒksɪməts a-PROX-i-mits
elaborates: v n: ɪˈlæbəɹeɪts e-LAB-or-ates | ɪˈlæbəɹəts e-LAB-or-its
precipitates: v n: pɹɪˈsɪpɪteɪts pre-CIP-i-tates | pɹɪˈsɪpɪtəts pre-CIP-i-tits
contrasts: n v: ˈkɒntɹæsts CON-trasts | kənˈtɹæsts con-TRASTS
conducts: v n: kənˈdʌkts con-DUCTS | ˈkɒndʌkts CON-ducts
conflicts: n v: ˈkɒnflɪkts CON-flicts | kənˈflɪkts con-FLICTS
contests: n v: ˈkɒntɛsts CON-tests | kənˈtɛsts con-TESTS
converts: v n: kənˈvɜːɹts con-VERTS | ˈkɒnvɜːɹts CON-verts
combines: v n: kəmˈbaɪnz com-BINES | ˈkɒmbaɪnz COM-bines
compounds: n v: ˈkɒmpaʊndz COM-pounds | kəmˈpaʊndz com-POUNDS
constructs: v n: kənˈstɹʌkts con-STRUCTS | ˈkɒnstɹʌkts CON-structs
permits: v n: pəɹˈmɪts per-MITS | ˈpɜːɹmɪts PER-mits
rejects: v n: ɹɪˈdʒɛkts re-JECTS | ˈɹiːdʒɛkts RE-jects
protests: n v: ˈpɹoʊtɛsts PRO-tests | pɹəˈtɛsts pro-TESTS
surveys: n v: ˈsɜːɹveɪz SUR-veys | səɹˈveɪz sur-VEYS
increases: v n: ɪnˈkɹiːsɪz in-CREASES | ˈɪnkɹiːsɪz IN-creases
transports: v n: tɹænˈspɔːɹts trans-PORTS | ˈtɹænspɔːɹts TRANS-ports
produces: v n: pɹəˈdjuːsɪz pro-DUCES | ˈpɹoʊdjuːsɪz PROD-uces
progresses: v n: pɹəˈɡɹɛsɪz pro-GRESSES | ˈpɹɒɡɹɛsɪz PROG-resses
insults: n v: ˈɪnsʌlts IN-sults | ɪnˈsʌlts in-SULTS
subordinate: n v: səˈbɔːɹdɪnət sub-OR-di-nit | səˈbɔːɹdɪneɪt sub-OR-di-nate
"""


@dataclass(frozen=True, slots=True)
class Heteronym:
    """`readings` are pairs of IPA and a respelling, the commoner first; `verb` is the place of the
    verb's among them, None where rules of its own decide."""

    readings: tuple[tuple[str, str], ...]
    verb: int | None


def _rows() -> dict[str, Heteronym]:
    table: dict[str, Heteronym] = {}
    for row in _TABLE.strip().splitlines():
        word, kind, readings = row.split(": ")
        pairs = tuple((ipa, written) for ipa, written in map(str.split, readings.split(" | ")))
        table[word] = Heteronym(pairs, {"n v": 1, "v n": 0, "own": None}[kind])
    return table


HETERONYMS = _rows()
"""Small letters → the readings."""
