"""English words that are written alike and read in two ways."""

from __future__ import annotations

from voices.dictionary.entry import IPA

from .doubt import Choice

# Word: readings, each as IPA and as a reader would spell it.
_TABLE = """
read: ɹiːd reed | ɹɛd red
lead: liːd leed | lɛd led
tear: tɪɹ teer | tɛə tair
tears: tɪɹz teers | tɛəz tairs
wind: wɪnd winnd | waɪnd wined
winds: wɪndz winnds | waɪndz wines
bow: baʊ bau | boʊ boh
bows: baʊz bows | boʊz bohs
row: ɹoʊ roh | ɹaʊ rau
sow: soʊ so | saʊ sau
live: lɪv liv | laɪv lyve
lives: lɪvz livs | laɪvz lyves
close: kloʊz cloze | kloʊs cloce
use: juːz yooz | juːs yooss
uses: ˈjuːzɪz yoozes | ˈjuːsɪz yoosses
house: haʊs houce | haʊz houz
excuse: ɪkˈskjuːz exkyooz | ɪkˈskjuːs exkyooss
abuse: əˈbjuːz abyooz | əˈbjuːs abyooss
wound: wuːnd woond | waʊnd wownd
bass: beɪs base | bæs bas
dove: dʌv duv | doʊv dohv
sewer: ˈsuːəɹ soo-er | ˈsoʊəɹ so-er
polish: ˈpɒlɪʃ POL-ish | ˈpoʊlɪʃ POH-lish
minute: ˈmɪnɪt MIN-it | maɪˈnjuːt my-NEWT
desert: ˈdɛzəɹt DEZ-ert | dɪˈzɜːɹt di-ZERT
record: ˈɹɛkəɹd REK-ord | ɹɪˈkɔːɹd ri-KORD
records: ˈɹɛkəɹdz REK-ords | ɹɪˈkɔːɹdz ri-KORDS
present: ˈpɹɛzənt PREZ-ent | pɹɪˈzɛnt pri-ZENT
presents: ˈpɹɛzənts PREZ-ents | pɹɪˈzɛnts pri-ZENTS
object: ˈɒbdʒɪkt OB-ject | əbˈdʒɛkt ob-JECT
objects: ˈɒbdʒɪkts OB-jects | əbˈdʒɛkts ob-JECTS
project: ˈpɹɒdʒɛkt PROJ-ect | pɹəˈdʒɛkt pro-JECT
projects: ˈpɹɒdʒɛkts PROJ-ects | pɹəˈdʒɛkts pro-JECTS
produce: pɹəˈdjuːs pro-DUCE | ˈpɹɒdjuːs PROD-uce
content: ˈkɒntɛnt CON-tent | kənˈtɛnt con-TENT
contract: ˈkɒntɹækt CON-tract | kənˈtɹækt con-TRACT
conduct: ˈkɒndʌkt CON-duct | kənˈdʌkt con-DUCT
conflict: ˈkɒnflɪkt CON-flict | kənˈflɪkt con-FLICT
contest: ˈkɒntɛst CON-test | kənˈtɛst con-TEST
contrast: ˈkɒntɹæst CON-trast | kənˈtɹæst con-TRAST
convict: ˈkɒnvɪkt CON-vict | kənˈvɪkt con-VICT
console: ˈkɒnsoʊl CON-sole | kənˈsoʊl con-SOLE
compact: ˈkɒmpækt COM-pact | kəmˈpækt com-PACT
compound: ˈkɒmpaʊnd COM-pound | kəmˈpaʊnd com-POUND
complex: ˈkɒmplɛks COM-plex | kəmˈplɛks com-PLEX
digest: daɪˈdʒɛst di-GEST | ˈdaɪdʒɛst DI-gest
discount: ˈdɪskaʊnt DIS-count | dɪˈskaʊnt dis-COUNT
entrance: ˈɛntɹəns EN-trance | ɪnˈtɹæns en-TRANCE
export: ˈɛkspɔːɹt EX-port | ɪkˈspɔːɹt ex-PORT
exports: ˈɛkspɔːɹts EX-ports | ɪkˈspɔːɹts ex-PORTS
extract: ˈɛkstɹækt EX-tract | ɪkˈstɹækt ex-TRACT
import: ˈɪmpɔːɹt IM-port | ɪmˈpɔːɹt im-PORT
imports: ˈɪmpɔːɹts IM-ports | ɪmˈpɔːɹts im-PORTS
increase: ɪnˈkɹiːs in-CREASE | ˈɪnkɹiːs IN-crease
decrease: dɪˈkɹiːs de-CREASE | ˈdiːkɹiːs DE-crease
insult: ɪnˈsʌlt in-SULT | ˈɪnsʌlt IN-sult
invalid: ɪnˈvælɪd in-VAL-id | ˈɪnvəlɪd IN-va-lid
permit: pəɹˈmɪt per-MIT | ˈpɜːɹmɪt PER-mit
perfect: ˈpɜːɹfɪkt PER-fect | pəɹˈfɛkt per-FECT
progress: ˈpɹɒɡɹɛs PROG-ress | pɹəˈɡɹɛs pro-GRESS
protest: ˈpɹoʊtɛst PRO-test | pɹəˈtɛst pro-TEST
rebel: ˈɹɛbəl REB-el | ɹɪˈbɛl re-BEL
refuse: ɹɪˈfjuːz re-FYOOZ | ˈɹɛfjuːs REF-yooss
reject: ɹɪˈdʒɛkt re-JECT | ˈɹiːdʒɛkt RE-ject
resume: ɹɪˈzuːm re-ZOOM | ˈɹɛzəmeɪ REZ-u-may
subject: ˈsʌbdʒɪkt SUB-ject | səbˈdʒɛkt sub-JECT
subjects: ˈsʌbdʒɪkts SUB-jects | səbˈdʒɛkts sub-JECTS
suspect: səˈspɛkt sus-PECT | ˈsʌspɛkt SUS-pect
transport: ˈtɹænspɔːɹt TRANS-port | tɹænˈspɔːɹt trans-PORT
attribute: ˈætɹɪbjuːt AT-tri-bute | əˈtɹɪbjuːt a-TRIB-ute
separate: ˈsɛpəɹət SEP-a-rit | ˈsɛpəɹeɪt SEP-a-rate
estimate: ˈɛstɪmət ES-ti-mit | ˈɛstɪmeɪt ES-ti-mate
graduate: ˈɡɹædʒuət GRAD-u-it | ˈɡɹædʒueɪt GRAD-u-ate
alternate: ˈɔːltəɹnət AL-ter-nit | ˈɔːltəɹneɪt AL-ter-nate
moderate: ˈmɒdəɹət MOD-er-it | ˈmɒdəɹeɪt MOD-er-ate
deliberate: dɪˈlɪbəɹət de-LIB-er-it | dɪˈlɪbəɹeɪt de-LIB-er-ate
"""


def _rows() -> dict[str, tuple[Choice, ...]]:
    table: dict[str, tuple[Choice, ...]] = {}
    for row in _TABLE.strip().splitlines():
        word, _, readings = row.partition(": ")
        pairs = (each.split() for each in readings.split(" | "))
        table[word] = tuple(Choice(IPA, ipa, written) for ipa, written in pairs)
    return table


HETERONYMS = _rows()
"""Small letters → the readings, the commoner one first."""
