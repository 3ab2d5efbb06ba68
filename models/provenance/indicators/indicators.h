#pragma once

#include "models/provenance/verdict.h"

#include <QRegularExpression>

#include <string>
#include <vector>

namespace bulkhead::provenance {

/// What a value tells by itself, without a registered record: reserved ranges, failed check digits, habits of
/// generators. Read from data that names its sources (resources/provenance/indicators.yaml).
struct Indicator
{
    enum class Check : quint8 { Nothing, Luhn, Mod97 };
    enum class Sign : quint8 { Nothing, NameEmailApart, IdsWithoutGaps, RoundCount };

    /// A network of addresses: the first `bits` of 16 octets (IPv4 mapped) are those of `prefix`.
    struct Network
    {
        std::array<quint8, 16> prefix = {};
        int bits = 0;
    };
    /// A known record: two fields that agree are enough.
    using Fields = std::vector<std::pair<Meaning, std::string>>; ///< normalised

    QString id;
    bool isDecisive = false; ///< the value belongs to nobody; else a habit only
    bool isForAny = false;   ///< of columns of any meaning
    MeaningSet fields = 0;
    QString says;   ///< one sentence, English; see `text`
    QString source; ///< where that stands
    std::vector<std::string> domains = {};
    std::vector<Network> networks = {};
    std::vector<std::string> numbers = {}; ///< digits, X, N, perhaps a + in front
    std::vector<std::string> values = {};  ///< as `foldedWord` makes them
    std::string containing = {};           ///< lower case ASCII; empty: no condition
    quint64 containingOctets = 0;          ///< what a text must hold to contain that, by the list
    std::optional<QRegularExpression> matches = {};
    Check check = Check::Nothing;
    std::vector<Fields> records = {};
    Sign sign = Sign::Nothing;
    quint64 least = 0; ///< rows, for a sign
    int percent = 0;   ///< of them, for a sign

    /// By which most values are seen to be no such domain or number; see `settle`.
    struct Tail
    {
        quint64 octets = 0;
        quint64 mask = 0;
    };
    std::vector<Tail> tails = {};
    quint64 heads = 0; ///< of the numbers, a bit for each `headOf`
    void settle();

    /// `says`, translated where a translation is installed.
    [[nodiscard]] QString text() const;
    [[nodiscard]] QString strengthId() const; ///< "decisive", "suggestive"
    [[nodiscard]] bool isFor(Meaning meaning) const { return isForAny || (fields & bit(meaning)) != 0; }
};

/// The list of indicators. Immutable; any thread.
class Indicators
{
public:
    /// Errors: `indicators.invalid` with the line and what is wrong there.
    [[nodiscard]] static Expected<Indicators> read(const QByteArray& yaml);
    /// Those that are part of the program.
    [[nodiscard]] static const Indicators& builtIn();

    [[nodiscard]] const std::vector<Indicator>& all() const { return m_all; }
    [[nodiscard]] const QString& reviewedBy() const { return m_reviewedBy; } ///< empty: by nobody
    [[nodiscard]] const Indicator* withId(QStringView id) const;

    /// Appends the places in `all()` of those that hold for one value as it is written, in their order, without signs
    /// and records.
    void find(Meaning meaning, std::string_view value, std::vector<quint16>& out) const;

private:
    void settle();

    QString m_reviewedBy;
    std::vector<Indicator> m_all;
    std::array<std::vector<quint16>, meaningCount> m_byMeaning;
};

/// Whether the digits of a phone number as written are among those of `pattern`.
[[nodiscard]] bool isNumberOf(std::string_view digits, std::string_view pattern);
/// Digits of a phone number without its extension, with a + in front where it is international (`00`, `011`, eleven
/// digits that begin with 1).
[[nodiscard]] std::string phoneDigits(std::string_view written);

} // namespace bulkhead::provenance
