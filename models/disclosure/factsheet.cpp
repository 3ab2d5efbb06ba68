#include "models/disclosure/factsheet.h"

#include "models/base/zone.h"
#include "models/breach/inquiry.h"
#include "models/breach/register.h"
#include "models/deadline/duties.h"
#include "models/deadline/severity.h"
#include "models/disclosure/disclosuretext.h"
#include "models/incident/countrange.h"
#include "models/incident/entities.h"
#include "models/incident/tables.h"

#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>
#include <QTimeZone>

#include <algorithm>
#include <array>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;

namespace {
/// What documents say, in their own language whatever that of the program is.
struct Words
{
    QLatin1StringView id;
    QString english;
    QString german;
};
const std::array spoken = {
    Words{"unknown"_L1, u"not yet known"_s, u"noch nicht bekannt"_s},
    Words{"exact"_L1, u"exactly"_s, u"genau"_s},
    Words{"at-most"_L1, u"at most"_s, u"höchstens"_s},
    Words{"about"_L1, u"about"_s, u"etwa"_s},
    Words{"between"_L1, u"between %1 and %2"_s, u"zwischen %1 und %2"_s},
    Words{"estimate"_L1, u"estimate"_s, u"Schätzung"_s},
    Words{"counted"_L1, u"counted"_s, u"gezählt"_s},
    Words{"upper-bound"_L1, u"upper bound"_s, u"Obergrenze"_s},
    Words{"as-of"_L1, u"as of %1"_s, u"Stand %1"_s},
    Words{"confidentiality"_L1, u"confidentiality"_s, u"Vertraulichkeit"_s},
    Words{"integrity"_L1, u"integrity"_s, u"Integrität"_s},
    Words{"availability"_L1, u"availability"_s, u"Verfügbarkeit"_s},
    Words{"unlikely"_L1, u"a risk is unlikely"_s, u"ein Risiko ist unwahrscheinlich"_s},
    Words{"risk"_L1, u"a risk, not a high one"_s, u"ein Risiko, kein hohes"_s},
    Words{"high"_L1, u"a high risk"_s, u"ein hohes Risiko"_s},
    Words{"controller"_L1, u"controller"_s, u"Verantwortlicher"_s},
    Words{"processor"_L1, u"processor"_s, u"Auftragsverarbeiter"_s},
    Words{"both"_L1, u"controller and processor"_s, u"Verantwortlicher und Auftragsverarbeiter"_s},
    Words{"breach_confirmed"_L1, u"a personal data breach is confirmed"_s,
          u"eine Verletzung des Schutzes personenbezogener Daten ist bestätigt"_s},
    Words{"breach_likely"_L1, u"a personal data breach is likely"_s,
          u"eine Verletzung des Schutzes personenbezogener Daten ist wahrscheinlich"_s},
    Words{"security_incident_only"_L1, u"a security incident; no personal data breach was found"_s,
          u"ein Sicherheitsvorfall; eine Verletzung des Schutzes personenbezogener Daten wurde nicht festgestellt"_s},
    Words{"insufficient_facts"_L1, u"not decided; we handle it as if it were a breach"_s,
          u"nicht entschieden; wir behandeln es wie eine Verletzung"_s},
    Words{"summary"_L1,
          u"Rows that we hold: %1, as of %2. Of these, %3 matched registered synthetic data, %4 matched production "
          u"data in whole or in part, and %5 matched neither."_s,
          u"Zeilen, die uns vorliegen: %1, Stand %2. Davon stimmen überein: mit registrierten synthetischen Daten %3, "
          u"ganz oder teilweise mit Produktivdaten %4, mit keinem von beiden %5."_s},
    Words{
        "plain"_L1,
        u"So far we have compared %1 of the leaked entries with our own data, as of %2. Of these, %3 matched synthetic "
        u"entries and %4 matched real entries of our customers in whole or in part; of %5 we do not know yet."_s,
        u"Bisher haben wir %1 der abgeflossenen Einträge mit unseren eigenen Daten verglichen, Stand %2. Bei %3 fanden "
        u"wir eine Übereinstimmung mit synthetischen Einträgen, bei %4 ganz oder teilweise mit echten Einträgen "
        u"unserer Kunden; bei %5 wissen wir es noch nicht."_s},
    Words{"short"_L1,
          u"Leaked entries compared so far: %1, as of %2. Matched real customer data, at least in part: %4; synthetic "
          u"entries: %3; undecided: %5."_s,
          u"Bisher verglichene abgeflossene Einträge: %1, Stand %2. Übereinstimmungen mit synthetischen Einträgen: %3, "
          u"ganz oder teilweise mit echten Kundendaten: %4; noch offen: %5."_s},
    Words{"CET"_L1, u"CET"_s, u"MEZ"_s},
    Words{"CEST"_L1, u"CEST"_s, u"MESZ"_s},
    Words{"low"_L1, u"low"_s, u"gering"_s},
    Words{"medium"_L1, u"medium"_s, u"mittel"_s},
    Words{"band-high"_L1, u"high"_s, u"hoch"_s},
    Words{"very_high"_L1, u"very high"_s, u"sehr hoch"_s},
    Words{"severity"_L1, u"%1 (%2); at worst, as far as plausible, %3 (%4)"_s,
          u"%1 (%2); im schlimmsten plausiblen Fall %3 (%4)"_s},
    Words{"not-late"_L1, u"does not apply: the period runs until %1"_s, u"entfällt: Die Frist läuft bis %1"_s},
    Words{"rows of the samples that match"_L1, u"rows of the examined files that match"_s,
          u"übereinstimmende Zeilen der untersuchten Dateien"_s},
    Words{"share"_L1, u"%1 of %2 rows (%3 %; counted, as of %4)"_s, u"%1 von %2 Zeilen (%3 %; gezählt, Stand %4)"_s},
    Words{"not-compared"_L1, u"not determined: production data would have to be registered to compare with"_s,
          u"nicht feststellbar: zum Vergleich müssten Produktivdaten registriert sein"_s},
    Words{"not-all-compared"_L1, u"for some of the files production data to compare with was missing"_s,
          u"für einige Dateien fehlten zum Vergleich Produktivdaten"_s},
    Words{"no-tenant"_L1, u"not recorded: the registered production records leave the customer out"_s,
          u"nicht erfasst: in den registrierten Produktivdatensätzen fehlt der Kunde"_s},
    Words{"tenants"_L1, u"%1 (customers named by the production records that match; counted, as of %2)"_s,
          u"%1 (Kunden, die die übereinstimmenden Produktivdatensätze nennen; gezählt, Stand %2)"_s},
    Words{"before-people"_L1, u"before people set rows otherwise: %1"_s,
          u"bevor Menschen Zeilen anders eingestuft haben: %1"_s},
    Words{"set-rows"_L1, u"%1 (rows: %2)"_s, u"%1 (Zeilen: %2)"_s},
    Words{"several-sets"_L1, u"; a row may match several, and production too"_s,
          u"; eine Zeile kann mit mehreren übereinstimmen, und auch mit Produktivdaten"_s},
    Words{"more-sets"_L1, u"further sets: %1"_s, u"weitere Bestände: %1"_s},
    Words{"checked"_L1, u"%1 % of the rows that we hold (sample files: %2; counted, as of %3)"_s,
          u"%1 % der Zeilen, die uns vorliegen (Beispieldateien: %2; gezählt, Stand %3)"_s},
    Words{"scan-unknown"_L1, u"whether these files are what leaked, and how much else did, is not known"_s,
          u"ob diese Dateien das sind, was abgeflossen ist, und wie viel noch, ist nicht bekannt"_s},
    Words{"scan-yes"_L1, u"the search is recorded as run over what leaked"_s,
          u"die Suche ist als über das Abgeflossene gelaufen erfasst"_s},
    Words{"scan-no"_L1, u"the search is recorded as not yet run over everything that leaked"_s,
          u"die Suche ist als noch nicht über das gesamte Abgeflossene gelaufen erfasst"_s},
    Words{"method"_L1,
          u"each row was compared by its normalised values with registered data sets (%1; rules of normalisation and "
          u"of verdicts: %2)"_s,
          u"jede Zeile wurde anhand normalisierter Werte mit registrierten Datenbeständen verglichen (%1; Regeln der "
          u"Normalisierung und der Einstufung: %2)"_s},
    Words{"people-set"_L1, u"people set, with reasons, rows: %1"_s,
          u"von Menschen mit Begründung eingestufte Zeilen: %1"_s},
    Words{
        "stand-real"_L1,
        u"Of the %1 rows that we hold, at least %2 match production data in whole or in part; of %3 rows we cannot "
        u"say what they are."_s,
        u"Von den %1 Zeilen, die uns vorliegen, stimmen mindestens %2 ganz oder teilweise mit Produktivdaten überein; "
        u"von %3 Zeilen können wir nicht sagen, was sie sind."_s},
    Words{"stand-none-found"_L1,
          u"Among the %1 rows that we could read, we have so far found none that matches our registered production "
          u"data; of %2 rows we cannot say what they are."_s,
          u"Unter den %1 Zeilen, die wir lesen konnten, haben wir bisher keine gefunden, die mit unseren registrierten "
          u"Produktivdaten übereinstimmt; von %2 Zeilen können wir nicht sagen, was sie sind."_s},
    Words{"stand-not-compared"_L1,
          u"Of the %1 rows that we hold, %2 match registered synthetic data; what the others are we cannot say, as "
          u"production data would have to be registered to compare with."_s,
          u"Von den %1 Zeilen, die uns vorliegen, stimmen %2 mit registrierten synthetischen Daten überein; was die "
          u"übrigen sind, können wir nicht sagen, da zum Vergleich Produktivdaten registriert sein müssten."_s},
    Words{"no-production"_L1,
          u"No production data was registered to compare with, so matches with production cannot show."_s,
          u"Zum Vergleich waren keine Produktivdaten registriert; Übereinstimmungen damit können sich nicht zeigen."_s},
};

QString say(QLatin1StringView id, const QString& language)
{
    const auto found = std::ranges::find(spoken, id, &Words::id);
    return found == spoken.end() ? QString(id) : language == "de"_L1 ? found->german : found->english;
}
QString say(const QString& id, const QString& language)
{
    const QByteArray latin = id.toLatin1();
    return say(QLatin1StringView(latin), language);
}

QLocale localeOf(const QString& language)
{
    return language == "de"_L1 ? QLocale(QLocale::German, QLocale::Germany)
                               : QLocale(QLocale::English, QLocale::UnitedKingdom);
}

struct NamedFact
{
    QLatin1StringView name;
    const char* label;
};
constexpr std::array namedFacts = {
    NamedFact{"incident.number"_L1, QT_TRANSLATE_NOOP("Disclosure", "Number of the incident")},
    NamedFact{"incident.codename"_L1, QT_TRANSLATE_NOOP("Disclosure", "Code name of the incident")},
    NamedFact{"incident.title"_L1, QT_TRANSLATE_NOOP("Disclosure", "Title of the incident")},
    NamedFact{"occurred.from"_L1, QT_TRANSLATE_NOOP("Disclosure", "Happened from")},
    NamedFact{"occurred.to"_L1, QT_TRANSLATE_NOOP("Disclosure", "Happened until")},
    NamedFact{"detected"_L1, QT_TRANSLATE_NOOP("Disclosure", "Detected")},
    NamedFact{"reported"_L1, QT_TRANSLATE_NOOP("Disclosure", "Reported to us")},
    NamedFact{"aware"_L1, QT_TRANSLATE_NOOP("Disclosure", "When we became aware")},
    NamedFact{"processor.aware"_L1, QT_TRANSLATE_NOOP("Disclosure", "When the processor became aware")},
    NamedFact{"confirmed"_L1, QT_TRANSLATE_NOOP("Disclosure", "Personal data confirmed")},
    NamedFact{"now"_L1, QT_TRANSLATE_NOOP("Disclosure", "Time of writing")},
    NamedFact{"next.update"_L1, QT_TRANSLATE_NOOP("Disclosure", "Next update")},
    NamedFact{"description"_L1, QT_TRANSLATE_NOOP("Disclosure", "What happened")},
    NamedFact{"cause"_L1, QT_TRANSLATE_NOOP("Disclosure", "Cause")},
    NamedFact{"affected"_L1, QT_TRANSLATE_NOOP("Disclosure", "Confidentiality, integrity, availability")},
    NamedFact{"data.categories"_L1, QT_TRANSLATE_NOOP("Disclosure", "Categories of data")},
    NamedFact{"subject.categories"_L1, QT_TRANSLATE_NOOP("Disclosure", "Categories of people")},
    NamedFact{"subjects"_L1, QT_TRANSLATE_NOOP("Disclosure", "Number of people")},
    NamedFact{"records"_L1, QT_TRANSLATE_NOOP("Disclosure", "Number of records")},
    NamedFact{"countries"_L1, QT_TRANSLATE_NOOP("Disclosure", "Countries")},
    NamedFact{"consequences"_L1, QT_TRANSLATE_NOOP("Disclosure", "Consequences")},
    NamedFact{"measures"_L1, QT_TRANSLATE_NOOP("Disclosure", "Measures")},
    NamedFact{"verdict.summary"_L1, QT_TRANSLATE_NOOP("Disclosure", "Synthetic or real: in a sentence")},
    NamedFact{"verdict.plain"_L1, QT_TRANSLATE_NOOP("Disclosure", "Synthetic or real: in plain words")},
    NamedFact{"verdict.short"_L1, QT_TRANSLATE_NOOP("Disclosure", "Synthetic or real: for a short statement")},
    NamedFact{"verdict.rows"_L1, QT_TRANSLATE_NOOP("Disclosure", "Rows examined")},
    NamedFact{"verdict.synthetic"_L1, QT_TRANSLATE_NOOP("Disclosure", "Rows that match synthetic data")},
    NamedFact{"verdict.real"_L1, QT_TRANSLATE_NOOP("Disclosure", "Rows that match production data")},
    NamedFact{"verdict.unknown"_L1, QT_TRANSLATE_NOOP("Disclosure", "Rows that match nothing registered")},
    NamedFact{"verdict.sets"_L1, QT_TRANSLATE_NOOP("Disclosure", "Registered sets that match")},
    NamedFact{"verdict.share.synthetic"_L1, QT_TRANSLATE_NOOP("Disclosure", "Share of rows that are synthetic")},
    NamedFact{"verdict.share.real"_L1, QT_TRANSLATE_NOOP("Disclosure", "Share of rows that are real")},
    NamedFact{"verdict.sources"_L1, QT_TRANSLATE_NOOP("Disclosure", "From which synthetic sets and versions")},
    NamedFact{"verdict.tenants"_L1, QT_TRANSLATE_NOOP("Disclosure", "Customers with real rows, by number")},
    NamedFact{"verdict.undecided"_L1, QT_TRANSLATE_NOOP("Disclosure", "Rows that cannot be decided")},
    NamedFact{"verdict.unread"_L1, QT_TRANSLATE_NOOP("Disclosure", "Rows that could not be read")},
    NamedFact{"verdict.checked"_L1, QT_TRANSLATE_NOOP("Disclosure", "What share was checked")},
    NamedFact{"verdict.method"_L1, QT_TRANSLATE_NOOP("Disclosure", "How it was checked")},
    NamedFact{"verdict.sentence"_L1, QT_TRANSLATE_NOOP("Disclosure", "The sentence we can stand behind")},
    NamedFact{"breach.conclusion"_L1, QT_TRANSLATE_NOOP("Disclosure", "Conclusion of the breach question")},
    NamedFact{"risk"_L1, QT_TRANSLATE_NOOP("Disclosure", "Risk for people")},
    NamedFact{"severity"_L1, QT_TRANSLATE_NOOP("Disclosure", "Severity")},
    NamedFact{"customers.count"_L1, QT_TRANSLATE_NOOP("Disclosure", "Number of customers")},
    NamedFact{"customers.told"_L1, QT_TRANSLATE_NOOP("Disclosure", "Customers that were told")},
    NamedFact{"customers.list"_L1, QT_TRANSLATE_NOOP("Disclosure", "Names of the customers")},
    NamedFact{"party.name"_L1, QT_TRANSLATE_NOOP("Disclosure", "This customer")},
    NamedFact{"party.tenant"_L1, QT_TRANSLATE_NOOP("Disclosure", "This customer's tenant")},
    NamedFact{"party.contact"_L1, QT_TRANSLATE_NOOP("Disclosure", "This customer's contact")},
    NamedFact{"party.records"_L1, QT_TRANSLATE_NOOP("Disclosure", "This customer's records")},
    NamedFact{"party.role"_L1, QT_TRANSLATE_NOOP("Disclosure", "Our role for this customer")},
    NamedFact{"party.clause"_L1, QT_TRANSLATE_NOOP("Disclosure", "This customer's contract clause")},
    NamedFact{"party.country"_L1, QT_TRANSLATE_NOOP("Disclosure", "This customer's country")},
    NamedFact{"clock.name"_L1, QT_TRANSLATE_NOOP("Disclosure", "The clock that this answers")},
    NamedFact{"clock.due"_L1, QT_TRANSLATE_NOOP("Disclosure", "When this is due")},
    NamedFact{"clock.delay"_L1, QT_TRANSLATE_NOOP("Disclosure", "Reasons for the delay")},
    NamedFact{"clocks.next"_L1, QT_TRANSLATE_NOOP("Disclosure", "The next clocks")},
    NamedFact{"org.name"_L1, QT_TRANSLATE_NOOP("Disclosure", "Our organisation")},
    NamedFact{"org.address"_L1, QT_TRANSLATE_NOOP("Disclosure", "Our address")},
    NamedFact{"org.contact"_L1, QT_TRANSLATE_NOOP("Disclosure", "Our contact")},
    NamedFact{"org.dpo"_L1, QT_TRANSLATE_NOOP("Disclosure", "Our data protection officer")},
    NamedFact{"org.representative"_L1, QT_TRANSLATE_NOOP("Disclosure", "Our representative in the Union")},
    NamedFact{"org.sector"_L1, QT_TRANSLATE_NOOP("Disclosure", "Our sector")},
    NamedFact{"org.hotline"_L1, QT_TRANSLATE_NOOP("Disclosure", "Our hotline")},
    NamedFact{"org.updates"_L1, QT_TRANSLATE_NOOP("Disclosure", "Our page with updates")},
    NamedFact{"org.approver"_L1, QT_TRANSLATE_NOOP("Disclosure", "Who is quoted")},
};

/// A count as one may say it: with its basis and its instant.
QString countText(const CountRange& range, const QString& zone, const QString& language)
{
    const QLocale locale = localeOf(language);
    QString number;
    QString basis;
    switch (range.basis) {
    case CountRange::Basis::Exact:
        number = locale.toString(range.high);
        basis = say("counted"_L1, language);
        break;
    case CountRange::Basis::UpperBound:
        number = say("at-most"_L1, language) + u' ' + locale.toString(range.high);
        basis = say("upper-bound"_L1, language);
        break;
    case CountRange::Basis::Estimate:
        number = range.low == range.high
            ? say("about"_L1, language) + u' ' + locale.toString(range.high)
            : say("between"_L1, language).arg(locale.toString(range.low), locale.toString(range.high));
        basis = say("estimate"_L1, language);
        break;
    }
    if (!range.method.isEmpty()) {
        basis += u": "_s + say(range.method, language);
    }
    return u"%1 (%2), %3"_s.arg(number, basis, say("as-of"_L1, language).arg(instantText(range.asOf, zone, language)));
}
} // namespace

QString instantText(qint64 at, const QString& zone, const QString& language)
{
    const QLocale locale = localeOf(language);
    const QString form = language == "de"_L1 ? u"d. MMMM yyyy, HH:mm 'Uhr'"_s : u"d MMMM yyyy, HH:mm"_s;
    const QDateTime utc = QDateTime::fromMSecsSinceEpoch(at, QTimeZone::utc());
    const auto place = zoneNamed(zone);
    if (!place || place->offsetFromUtc(utc) == 0) {
        return locale.toString(utc, form) + u' ' + (place ? place->abbreviation(utc) : u"UTC"_s);
    }
    const QDateTime local = utc.toTimeZone(*place);
    const QString otherDay = language == "de"_L1 ? u"d. MMMM, HH:mm"_s : u"d MMMM, HH:mm"_s;
    return u"%1 %2 (%3 UTC)"_s.arg(locale.toString(local, form), say(place->abbreviation(utc), language),
                                   locale.toString(utc, local.date() == utc.date() ? u"HH:mm"_s : otherDay));
}

/// Reads them all: a function a source.
class FactReader
{
public:
    FactReader(const FactSources& sources, const FactContext& context, FactSheet& sheet)
        : m_sources(sources)
        , m_context(context)
        , m_sheet(sheet)
    {
        for (const NamedFact& one : namedFacts) {
            const QString name = one.name;
            m_sheet.m_values.insert_or_assign(name,
                                              FactValue{.name = name, .text = say("unknown"_L1, m_context.language)});
        }
    }

    void read()
    {
        readIncident();
        readRegister();
        readVerdict();
        readAnswer();
        readLaw();
        readCustomers();
        readClocks();
        for (const auto& [name, value] : m_sources.organisation) {
            put(name, value);
        }
    }

private:
    void put(const QString& name, const QString& text, const Id& origin = {}, Kind kind = 0,
             std::vector<Id> evidence = {})
    {
        if (text.trimmed().isEmpty()) {
            return;
        }
        FactValue& value = m_sheet.m_values[name];
        value.name = name;
        value.text = text.simplified();
        value.isKnown = true;
        value.origin = origin;
        value.kind = kind;
        value.evidence = std::move(evidence);
    }
    [[nodiscard]] QString instant(qint64 at) const { return instantText(at, m_context.zone, m_context.language); }
    [[nodiscard]] QString number(qint64 count) const { return localeOf(m_context.language).toString(count); }
    [[nodiscard]] QString word(const QString& id) const { return say(id, m_context.language); }
    [[nodiscard]] QString score(qint64 hundredths) const
    {
        constexpr double whole = 100;
        return localeOf(m_context.language).toString(static_cast<double>(hundredths) / whole, 'f', 2);
    }
    [[nodiscard]] QString band(qint64 hundredths) const
    {
        const deadline::Band band = deadline::bandOf(static_cast<int>(hundredths));
        return word(band == deadline::Band::High ? u"band-high"_s : deadline::bandId(band)); // "high" is a risk
    }

    void readIncident()
    {
        const Kept<Incident>& kept = m_sources.incident;
        const Incident& incident = kept.value;
        const auto at = [&](const QString& name, const std::optional<qint64>& when) {
            if (when) {
                put(name, instant(*when), kept.id, Table<Incident>::kind);
            }
        };
        put(u"incident.number"_s, m_sources.number, kept.id, Table<Incident>::kind);
        put(u"incident.codename"_s, incident.codeName, kept.id, Table<Incident>::kind);
        put(u"incident.title"_s, incident.title, kept.id, Table<Incident>::kind);
        at(u"occurred.from"_s, incident.occurredFrom);
        at(u"occurred.to"_s, incident.occurredTo);
        at(u"detected"_s, incident.detected);
        at(u"reported"_s, incident.reported);
        at(u"aware"_s, incident.aware);
        // Towards a customer we are the processor.
        at(u"processor.aware"_s,
           incident.processorAware || m_context.party.isNull() ? incident.processorAware : incident.aware);
        at(u"confirmed"_s, incident.personalDataConfirmed);
        at(u"now"_s, m_context.writtenAt.value_or(m_sources.now));
        at(u"next.update"_s, m_context.nextUpdate);
        put(u"description"_s, incident.summary, kept.id, Table<Incident>::kind);
    }

    void readRegister()
    {
        const RegisterEntry& entry = m_sources.entry;
        const Id origin = RegisterEntry::idFor(m_sources.incident.id);
        const auto text = [&](const QString& name, const QString& value) {
            put(name, value, origin, Table<RegisterEntry>::kind);
        };
        const auto count = [&](const QString& name, const QString& kept) {
            if (const auto range = CountRange::read(kept, 0); range && !kept.isEmpty()) {
                text(name, countText(*range, m_context.zone, m_context.language));
            }
        };
        text(u"description"_s, entry.description);
        text(u"cause"_s, entry.cause);
        QStringList losses;
        std::ranges::transform(entry.affected, std::back_inserter(losses), [&](const QString& id) { return word(id); });
        text(u"affected"_s, losses.join(", "_L1));
        text(u"data.categories"_s, entry.dataCategories.join(", "_L1));
        text(u"subject.categories"_s, entry.subjectCategories.join(", "_L1));
        text(u"countries"_s, entry.countries.join(", "_L1));
        text(u"consequences"_s, entry.consequences);
        text(u"measures"_s, entry.measures);
        count(u"subjects"_s, entry.subjects);
        count(u"records"_s, entry.records);
    }

    void readVerdict()
    {
        const auto& standings = m_sources.standings;
        if (standings.empty()) {
            return;
        }
        const breach::Samples samples = breach::samplesOf(standings);
        qint64 asOf = 0;
        std::vector<Id> evidence;
        QStringList hits;
        for (const provenance::Standing& one : standings) {
            asOf = std::max(asOf, one.report.value.askedAt);
            evidence.push_back(one.report.value.evidence);
            for (const QString& hit : one.report.value.dataSets) {
                hits.append(hit.section(u'=', 0, 0));
            }
        }
        const Id origin = standings.size() == 1 ? standings.front().report.id : Id();
        constexpr Kind kind = Table<VerdictReport>::kind;
        const QString suffix = u", %1"_s.arg(word(u"as-of"_s).arg(instant(asOf)));
        put(u"verdict.rows"_s, number(samples.rows) + suffix, origin, kind, evidence);
        put(u"verdict.synthetic"_s, number(samples.synthetic) + suffix, origin, kind, evidence);
        put(u"verdict.real"_s, number(samples.production) + suffix, origin, kind, evidence);
        put(u"verdict.unknown"_s, number(samples.unknown) + suffix, origin, kind, evidence);
        for (const auto& [name, id] : {std::pair{u"verdict.summary"_s, u"summary"_s},
                                       {u"verdict.plain"_s, u"plain"_s},
                                       {u"verdict.short"_s, u"short"_s}}) {
            QString summary = word(id).arg(number(samples.rows), instant(asOf), number(samples.synthetic),
                                           number(samples.production), number(samples.unknown));
            if (!samples.hadProductionSet) {
                summary += u' ' + word(u"no-production"_s);
            }
            put(name, summary, origin, kind, evidence);
        }
        QStringList names;
        for (const Kept<DataSet>& one : m_sources.dataSets) {
            if (hits.contains(one.id.text()) && !one.value.isProduction) {
                names.append(one.value.version.isEmpty() ? one.value.name
                                                         : u"%1 %2"_s.arg(one.value.name, one.value.version));
            }
        }
        put(u"verdict.sets"_s, names.join(", "_L1), origin, kind, evidence);
    }

    /// In tenths of a percent; what is not all or nothing is never said to be.
    [[nodiscard]] QString percent(quint64 part, quint64 whole, bool isRounded = true) const
    {
        constexpr quint64 wholeTenths = 1000;
        constexpr double tenths = 10;
        quint64 share = (part * wholeTenths + (isRounded ? whole / 2 : 0)) / whole;
        if (part > 0 && part < whole) {
            share = std::clamp(share, quint64(1), wholeTenths - 1);
        }
        return localeOf(m_context.language).toString(static_cast<double>(share) / tenths, 'f', 1);
    }

    /// What "the Answer" says: shares with their basis, what was checked how, and what stays open.
    void readAnswer()
    {
        const VerdictFigures& now = m_sources.figures;
        if (now.rows == 0) {
            return;
        }
        const QString asOf = instant(now.asOf);
        const auto state = [&](const QString& name, const QString& text) {
            put(name, text, {}, Table<VerdictReport>::kind, now.evidence);
        };
        const auto count = [&](quint64 rows) { return number(static_cast<qint64>(rows)); };
        const auto share = [&](quint64 part) {
            return word(u"share"_s).arg(count(part), count(now.rows), percent(part, now.rows), asOf);
        };
        const bool isCompared = now.hadProductionSet || now.real > 0;
        state(u"verdict.share.synthetic"_s, share(now.synthetic));
        QString real = isCompared ? share(now.real) : word(u"not-compared"_s);
        if (isCompared && !now.hadProductionSet) {
            real += u"; "_s + word(u"not-all-compared"_s);
        }
        state(u"verdict.share.real"_s, real);
        state(u"verdict.undecided"_s, share(now.undecided));
        state(u"verdict.unread"_s, share(now.unread));

        QString tenants = word(u"tenants"_s).arg(count(now.tenants.size()), asOf);
        if (now.differing > 0) {
            tenants = word(u"before-people"_s).arg(tenants);
        } else if (!isCompared) {
            tenants = word(u"not-compared"_s);
        } else if (now.real > 0 && now.tenants.empty()) {
            tenants = word(u"no-tenant"_s);
        }
        state(u"verdict.tenants"_s, tenants);

        constexpr std::size_t mostSets = 3;
        QStringList sets;
        for (const auto& [name, rows] : now.sets) {
            if (static_cast<std::size_t>(sets.size()) < mostSets) {
                sets.append(word(u"set-rows"_s).arg(name, count(rows)));
            }
        }
        if (now.sets.size() > mostSets) {
            sets.append(word(u"more-sets"_s).arg(count(now.sets.size() - mostSets)));
        }
        // None, or rows that people alone have set.
        if (sets.isEmpty()) {
            sets.append(now.synthetic == 0 ? u"–"_s : word(u"people-set"_s).arg(count(now.setByPeople)));
        }
        quint64 inSets = 0;
        for (const auto& [name, rows] : now.sets) {
            inSets += rows;
        }
        const bool addsUp = now.sets.empty() || inSets == now.synthetic;
        state(u"verdict.sources"_s, sets.join(", "_L1) + (addsUp ? QString() : word(u"several-sets"_s)));

        const auto& facts = m_sources.facts;
        const auto scan = std::ranges::find_if(facts,
                                               [](const auto& one) { return one.value.name == "scan_complete"_L1; });
        const QString said = scan == facts.end() ? QString() : scan->value.value;
        // Rounded down, as a check pack says it.
        const QString read
            = word(u"checked"_s).arg(percent(now.rows - now.unreadable, now.rows, false), count(now.files), asOf);
        state(u"verdict.checked"_s,
              u"%1; %2"_s.arg(read,
                              word(said == "yes"_L1      ? u"scan-yes"_s
                                       : said == "no"_L1 ? u"scan-no"_s
                                                         : u"scan-unknown"_s)));
        QStringList rules;
        for (const auto& [normalisation, verdicts] : now.rules) {
            rules.append(u"%1, %2"_s.arg(normalisation).arg(verdicts));
        }
        QString method = word(u"method"_s).arg(count(now.compared.size()), rules.join("; "_L1));
        if (now.setByPeople > 0) {
            method += u"; "_s + word(u"people-set"_s).arg(count(now.setByPeople));
        }
        state(u"verdict.method"_s, method);

        const quint64 open = now.undecided + now.unread;
        state(u"verdict.sentence"_s,
              now.real > 0               ? word(u"stand-real"_s).arg(count(now.rows), count(now.real), count(open))
                  : now.hadProductionSet ? word(u"stand-none-found"_s).arg(count(now.rows - now.unread), count(open))
                                         : word(u"stand-not-compared"_s).arg(count(now.rows), count(now.synthetic)));
    }

    void readLaw()
    {
        const auto& records = m_sources.records;
        if (!records.empty()) {
            const auto& last = std::ranges::max(records, {}, [](const auto& one) { return one.value.number; });
            put(u"breach.conclusion"_s, word(last.value.conclusion), last.id, Table<BreachRecord>::kind);
        }
        for (const Kept<IncidentFact>& one : m_sources.facts) {
            if (one.value.name == "risk"_L1 && one.value.value != "unknown"_L1) {
                put(u"risk"_s, word(one.value.value), one.id, Table<IncidentFact>::kind, one.value.evidence);
            }
        }
        const auto& assessments = m_sources.assessments;
        if (!assessments.empty()) {
            const auto& last = std::ranges::max(assessments, {}, [](const auto& one) { return one.value.assessedAt; });
            const QString text = word(u"severity"_s)
                                     .arg(score(last.value.knownScore), band(last.value.knownScore),
                                          score(last.value.worstScore), band(last.value.worstScore));
            put(u"severity"_s, text, last.id, Table<SeverityAssessment>::kind, last.value.evidence);
        }
    }

    void readCustomers()
    {
        const auto& rows = m_sources.customers;
        if (!rows.empty()) {
            const auto told = std::ranges::count_if(rows, [](const deadline::CustomerRow& row) {
                return row.party.value.notice == NoticeState::Sent
                    || row.party.value.notice == NoticeState::Acknowledged;
            });
            put(u"customers.count"_s, number(static_cast<qint64>(rows.size())));
            put(u"customers.told"_s, number(told));
            QStringList names;
            std::ranges::transform(rows, std::back_inserter(names),
                                   [](const deadline::CustomerRow& row) { return row.party.value.name; });
            put(u"customers.list"_s, names.join(", "_L1));
        }
        const auto found = std::ranges::find(m_sources.parties, m_context.party, &Kept<Party>::id);
        if (found == m_sources.parties.end()) {
            return;
        }
        const Kept<Party>& kept = *found;
        const Party& party = kept.value;
        const auto text = [&](const QString& name, const QString& value) {
            put(name, value, kept.id, Table<Party>::kind);
        };
        text(u"party.name"_s, party.name);
        text(u"party.tenant"_s, party.tenant);
        text(u"party.contact"_s, party.contact);
        text(u"party.role"_s, party.ourRole.isEmpty() ? QString() : word(party.ourRole));
        text(u"party.country"_s, party.country);
        if (const auto range = CountRange::read(party.records, 0); range && !party.records.isEmpty()) {
            text(u"party.records"_s, countText(*range, m_context.zone, m_context.language));
        }
        const auto clause = std::ranges::find(m_sources.clauses, party.clause, &Kept<ContractClause>::id);
        if (clause != m_sources.clauses.end()) {
            put(u"party.clause"_s,
                clause->value.citation.isEmpty() ? clause->value.name
                                                 : u"%1, %2"_s.arg(clause->value.name, clause->value.citation),
                clause->id, Table<ContractClause>::kind);
        }
    }

    void readClocks()
    {
        constexpr qsizetype mostClocks = 5;
        QStringList next;
        for (const Kept<IncidentClock>& one : m_sources.clocks) {
            if (one.value.state == ClockState::Running && next.size() < mostClocks) {
                next.append(u"%1: %2"_s.arg(one.value.name, instant(one.value.due)));
            }
            if (one.id == m_context.clock) {
                put(u"clock.name"_s, one.value.name, one.id, Table<IncidentClock>::kind);
                put(u"clock.due"_s, instant(one.value.due), one.id, Table<IncidentClock>::kind);
                if (one.value.state == ClockState::Late) {
                    put(u"clock.delay"_s, one.value.stateReason, one.id, Table<IncidentClock>::kind);
                } else if (m_context.writtenAt.value_or(m_sources.now) <= one.value.due) {
                    put(u"clock.delay"_s, word(u"not-late"_s).arg(instant(one.value.due)), one.id,
                        Table<IncidentClock>::kind);
                }
            }
        }
        put(u"clocks.next"_s, next.join("; "_L1));
    }

    const FactSources& m_sources;
    const FactContext& m_context;
    FactSheet& m_sheet;
};

VerdictFigures verdictFigures(const std::vector<provenance::Standing>& standings)
{
    using provenance::Verdict;
    VerdictFigures figures;
    figures.hadProductionSet = !standings.empty();
    std::map<QString, quint64> sets;
    for (const provenance::Standing& one : standings) {
        const auto rows = [](const provenance::VerdictCounts& counts, Verdict verdict) {
            return counts[static_cast<std::size_t>(verdict)];
        };
        const quint64 synthetic = rows(one.counts, Verdict::Synthetic);
        const quint64 real = rows(one.counts, Verdict::Production) + rows(one.counts, Verdict::Mixed);
        const quint64 undecided = rows(one.counts, Verdict::Unknown);
        const quint64 unread = rows(one.counts, Verdict::Unreadable);
        ++figures.files;
        figures.rows += synthetic + real + undecided + unread;
        figures.synthetic += synthetic;
        figures.real += real;
        figures.undecided += undecided;
        figures.unread += unread;
        figures.unreadable += rows(one.machine, Verdict::Unreadable);
        figures.setByPeople += one.setByPeople;
        figures.differing += one.differing;
        figures.asOf = std::max(figures.asOf, one.report.value.askedAt);
        figures.hadProductionSet = figures.hadProductionSet && one.report.value.hadProductionSet;
        figures.evidence.push_back(one.report.value.evidence);
        const auto summary = provenance::Summary::fromCbor(one.report.value.summary);
        if (!summary) {
            continue; // an answer that a bundle brought without it: its counts stand in the report
        }
        figures.rules.emplace(summary->normalisation, summary->rules);
        std::set<Id> production;
        for (const provenance::DataSetCount& set : summary->dataSets) {
            figures.compared.insert(set.dataSet);
            if (set.kind == provenance::Kind::Production) {
                production.insert(set.dataSet);
            } else if (set.decisive > 0) {
                sets[set.version.isEmpty() ? set.name : u"%1 %2"_s.arg(set.name, set.version)] += set.decisive;
            }
        }
        for (const provenance::TenantCount& tenant : summary->tenants) {
            if (production.contains(tenant.dataSet)
                && rows(tenant.rows, Verdict::Production) + rows(tenant.rows, Verdict::Mixed) > 0) {
                figures.tenants.insert(tenant.tenant.toLower());
            }
        }
    }
    figures.sets.assign(sets.begin(), sets.end());
    std::ranges::stable_sort(figures.sets, std::greater{}, [](const auto& one) { return one.second; });
    return figures;
}

Expected<FactSources> FactSources::read(Casework& casework, const deadline::Lawbook& book, const Id& incident)
{
    FactSources sources;
    TRY(sources.incident, casework.incident(incident));
    sources.number = casework.shownNumber(incident);
    TRY(sources.entry, breach::entryOf(casework, incident));
    TRY(sources.standings, provenance::Answers(casework).standings(incident));
    sources.figures = verdictFigures(sources.standings);
    TRY(sources.dataSets, casework.all<DataSet>(registryIncident()));
    TRY(sources.records, casework.all<BreachRecord>(incident));
    TRY(sources.facts, casework.all<IncidentFact>(incident));
    TRY(sources.assessments, casework.all<SeverityAssessment>(incident));
    TRY(sources.customers, deadline::customersOf(casework, book, incident));
    TRY(sources.parties, casework.all<Party>(incident));
    TRY(sources.clauses, deadline::clausesOf(casework, true));
    TRY(sources.clocks, casework.all<IncidentClock>(incident));
    std::ranges::sort(sources.clocks, {}, [](const auto& one) { return one.value.due; });
    TRY(sources.organisation, disclosure::organisation(casework));
    sources.now = casework.now();
    return sources;
}

FactSheet FactSheet::of(const FactSources& sources, const FactContext& context)
{
    FactSheet sheet;
    FactReader(sources, context, sheet).read();
    return sheet;
}

const FactValue* FactSheet::find(const QString& name) const
{
    const auto found = m_values.find(name);
    return found == m_values.end() ? nullptr : &found->second;
}

const QStringList& FactSheet::names()
{
    static const QStringList all = [] {
        QStringList names;
        std::ranges::transform(namedFacts, std::back_inserter(names),
                               [](const NamedFact& one) { return QString(one.name); });
        return names;
    }();
    return all;
}

QString FactSheet::labelOf(const QString& name)
{
    const auto found = std::ranges::find(namedFacts, name, [](const NamedFact& one) { return QString(one.name); });
    return found == namedFacts.end() ? name : DisclosureText::tr(found->label);
}

QString FactSheet::placeOf(const QString& name)
{
    static const std::map<QString, const char*> places = {
        {u"org"_s, QT_TRANSLATE_NOOP("Disclosure", "what drafts say of the organisation")},
        {u"party"_s, QT_TRANSLATE_NOOP("Disclosure", "customers")},
        {u"clock"_s, QT_TRANSLATE_NOOP("Disclosure", "clocks")},
        {u"clocks"_s, QT_TRANSLATE_NOOP("Disclosure", "clocks")},
        {u"next"_s, QT_TRANSLATE_NOOP("Disclosure", "details of this draft")},
        {u"verdict"_s, QT_TRANSLATE_NOOP("Disclosure", "evidence, is it real")},
    };
    if (const auto found = places.find(name.section(u'.', 0, 0)); found != places.end()) {
        return DisclosureText::tr(found->second);
    }
    if (name == "breach.conclusion"_L1 || name == "risk"_L1) {
        return DisclosureText::tr("breach question");
    }
    if (name == "severity"_L1) {
        return DisclosureText::tr("severity for people");
    }
    static const QStringList instants = {u"occurred.from"_s, u"occurred.to"_s,     u"detected"_s, u"reported"_s,
                                         u"aware"_s,         u"processor.aware"_s, u"confirmed"_s};
    return instants.contains(name) ? DisclosureText::tr("instants of the incident")
                                   : DisclosureText::tr("breach register");
}

const QStringList& organisationFacts()
{
    static const QStringList ours = FactSheet::names().filter(QRegularExpression(u"^org\\."_s));
    return ours;
}

Expected<std::map<QString, QString>> organisation(const Casework& casework)
{
    TRY(const auto facts, casework.all<IncidentFact>(registryIncident()));
    std::map<QString, QString> result;
    for (const Kept<IncidentFact>& one : facts) {
        if (organisationFacts().contains(one.value.name) && !one.value.value.isEmpty()) {
            result.insert_or_assign(one.value.name, one.value.value);
        }
    }
    return result;
}

Expected<void> setOrganisation(Casework& casework, const QString& name, const QString& value)
{
    if (!organisationFacts().contains(name)) {
        return failure("disclosure.fact"_L1,
                       DisclosureText::tr("\"%1\" is not known of the organisation: %2.")
                           .arg(name, organisationFacts().join(", "_L1)));
    }
    TRY(const auto id, deadline::recordFact(casework, registryIncident(), {.name = name, .value = value.trimmed()}));
    Q_UNUSED(id)
    return {};
}

} // namespace bulkhead::disclosure
