#include "models/provenance/indicators/indicators.h"
#include "models/provenance/normalise.h"
#include "tests/fuzz/target.h"

using namespace bulkhead;
using namespace bulkhead::provenance;

/// The first octet is a meaning, the rest a value: normalised, held against the indicators. An
/// identifier that is normalised is as it is when it is normalised again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    const auto meaning = static_cast<Meaning>(octets[0] % meaningCount);
    const std::string_view value(reinterpret_cast<const char*>(octets) + 1, size - 1);
    for (const DateOrder order : {DateOrder::DayFirst, DateOrder::MonthFirst}) {
        std::string normalised;
        if (!normalise(meaning, value, order, normalised)) {
            continue;
        }
        std::string again;
        const bool isFixed = meaning == Meaning::Email || meaning == Meaning::Iban || meaning == Meaning::Card
            || meaning == Meaning::RecordId || meaning == Meaning::NationalId;
        if (isFixed && normalise(meaning, normalised, order, again) && again != normalised) {
            qFatal("“%s” and “%s”", normalised.c_str(), again.c_str());
        }
    }
    std::vector<quint16> found;
    Indicators::builtIn().find(meaning, value, found);
    (void)phoneDigits(value);
    return 0;
}

QList<QByteArray> fuzz::seeds()
{
    QList<QByteArray> seeds;
    for (const char* value :
         {"Anna.Berg+news@Acme.Example.", "+49 (0)30 1234-567 ext. 8", "Dr. José  O'Brien-Łukasz", "Große Straße 7a",
          "24.11.1980", "DE89 3704 0044 0532 0130 00", "4242 4242 4242 4242", "003A000001abcdEFGH",
          "https://www.example.org/a?b=c", "2001:db8::7", "\xef\xbc\xa1\xef\xbd\x8e\xef\xbd\x8e\xef\xbd\x81",
          "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d", "123-45-6789", "\xc4\xb0stanbul"}) {
        for (int meaning = 0; meaning < meaningCount; ++meaning) {
            seeds.append(QByteArray(1, static_cast<char>(meaning)) + value);
        }
    }
    return seeds;
}
