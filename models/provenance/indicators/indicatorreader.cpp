#include "models/incident/yamlreading.h"
#include "models/provenance/fold.h"
#include "models/provenance/indicators/indicators.h"
#include "models/provenance/normalise.h"

#include <QCoreApplication>
#include <QFile>
#include <QHostAddress>
#include <QSet>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
struct IndicatorText
{
    Q_DECLARE_TR_FUNCTIONS(bulkhead::provenance::Indicators)
};

using yaml::Bad;
using yaml::lineOf;

constexpr qsizetype largestList = 1 << 20;

QString scalarOf(const YAML::Node& node, const QString& key)
{
    return yaml::textOf(node, key).trimmed();
}

/// Texts with the lines they stand on.
std::vector<std::pair<QString, int>> listOf(const YAML::Node& node, const QString& key)
{
    if (!node.IsSequence() || node.size() == 0) {
        throw Bad{lineOf(node), IndicatorText::tr("“%1” takes a list, as in [a, b].").arg(key)};
    }
    std::vector<std::pair<QString, int>> list;
    for (const auto& one : node) {
        list.emplace_back(scalarOf(one, key), lineOf(one));
    }
    return list;
}

Meaning fieldOf(const QString& name, int line)
{
    const auto meaning = meaningFromId(name);
    if (!meaning || *meaning == Meaning::None) {
        throw Bad{line, IndicatorText::tr("“%1” is no field that a value can be.").arg(name)};
    }
    return *meaning;
}

Indicator::Network networkOf(const QString& text, int line)
{
    const auto [address, bits] = QHostAddress::parseSubnet(text);
    if (address.isNull()) {
        throw Bad{line, IndicatorText::tr("“%1” is no network, as in 192.0.2.0/24.").arg(text)};
    }
    const bool isV4 = address.protocol() == QAbstractSocket::IPv4Protocol;
    constexpr int mappedBits = 96;
    Indicator::Network network{.prefix = {}, .bits = bits + (isV4 ? mappedBits : 0)};
    const Q_IPV6ADDR octets = address.toIPv6Address();
    std::copy_n(octets.c, network.prefix.size(), network.prefix.begin());
    return network;
}

/// A number as written in the list, as one or several patterns.
void addNumbers(const QString& text, int line, std::vector<std::string>& numbers)
{
    std::string compact;
    for (const QChar c : text) {
        if (c == u'(' || c == u')' || c == u'+' || c == u'X' || c == u'N' || (c >= u'0' && c <= u'9')) {
            compact += static_cast<char>(c.unicode());
        } else if (c != u' ' && c != u'-') {
            throw Bad{line, IndicatorText::tr("“%1” is no pattern of a number: digits, X and N.").arg(text)};
        }
    }
    const auto trunk = compact.find("(0)");
    if (trunk != std::string::npos && compact.starts_with('+')) {
        const std::string code = compact.substr(0, trunk);
        const std::string rest = compact.substr(trunk + 3);
        numbers.push_back(code + rest);
        numbers.push_back(code + '0' + rest);
        numbers.push_back('0' + rest);
    } else if (compact.find_first_of("()") == std::string::npos && !compact.empty()) {
        numbers.push_back(compact);
    } else {
        throw Bad{line, IndicatorText::tr("“%1” is no pattern of a number: digits, X and N.").arg(text)};
    }
}

Indicator::Fields recordOf(const YAML::Node& node)
{
    if (!node.IsMap() || node.size() < 2) {
        throw Bad{lineOf(node), IndicatorText::tr("A record has at least two fields.")};
    }
    Indicator::Fields fields;
    for (const auto& pair : node) {
        const QString name = scalarOf(pair.first, u"records"_s);
        const Meaning meaning = fieldOf(name, lineOf(pair.first));
        std::string value = normalised(meaning, scalarOf(pair.second, name).toStdString());
        if (value.empty()) {
            throw Bad{lineOf(pair.second), IndicatorText::tr("The value is none of its field.")};
        }
        fields.emplace_back(meaning, std::move(value));
    }
    return fields;
}

template<typename Enum>
Enum oneOf(const QString& text, int line, std::initializer_list<std::pair<const char*, Enum>> known)
{
    QStringList names;
    for (const auto& [name, value] : known) {
        names.append(QLatin1StringView(name));
        if (text == QLatin1StringView(name)) {
            return value;
        }
    }
    throw Bad{line, IndicatorText::tr("“%1” is none of: %2.").arg(text, names.join(u", "_s))};
}

int numberOf(const YAML::Node& node, const QString& key, int largest)
{
    bool isNumber = false;
    const int number = scalarOf(node, key).toInt(&isNumber);
    if (!isNumber || number < 1 || number > largest) {
        throw Bad{lineOf(node), IndicatorText::tr("“%1” takes a number from 1 to %2.").arg(key).arg(largest)};
    }
    return number;
}

void readFields(Indicator& indicator, const YAML::Node& node)
{
    for (const auto& [name, line] : listOf(node, u"fields"_s)) {
        if (name == "any"_L1) {
            indicator.isForAny = true;
        } else {
            indicator.fields |= bit(fieldOf(name, line));
        }
    }
}

/// A matcher; false where the key is none.
bool readMatcher(Indicator& indicator, const QString& key, const YAML::Node& node)
{
    if (key == "domains"_L1) {
        for (const auto& [text, line] : listOf(node, key)) {
            indicator.domains.push_back(text.toLower().toStdString());
        }
    } else if (key == "networks"_L1) {
        for (const auto& [text, line] : listOf(node, key)) {
            indicator.networks.push_back(networkOf(text, line));
        }
    } else if (key == "numbers"_L1) {
        for (const auto& [text, line] : listOf(node, key)) {
            addNumbers(text, line, indicator.numbers);
        }
    } else if (key == "values"_L1) {
        for (const auto& [text, line] : listOf(node, key)) {
            indicator.values.push_back(foldedWord(text.toStdString()));
        }
    } else if (key == "matches"_L1) {
        indicator.matches = QRegularExpression(QRegularExpression::anchoredPattern(scalarOf(node, key)),
                                               QRegularExpression::CaseInsensitiveOption);
        if (!indicator.matches->isValid()) {
            throw Bad{lineOf(node),
                      IndicatorText::tr("The expression is wrong at character %1: %2.")
                          .arg(indicator.matches->patternErrorOffset() + 1)
                          .arg(indicator.matches->errorString())};
        }
        indicator.matches->optimize();
    } else if (key == "check"_L1) {
        indicator.check = oneOf<Indicator::Check>(
            scalarOf(node, key), lineOf(node), {{"luhn", Indicator::Check::Luhn}, {"mod97", Indicator::Check::Mod97}});
    } else if (key == "records"_L1 && node.IsSequence() && node.size() > 0) {
        for (const auto& one : node) {
            indicator.records.push_back(recordOf(one));
        }
    } else if (key == "sign"_L1) {
        indicator.sign = oneOf<Indicator::Sign>(scalarOf(node, key), lineOf(node),
                                                {{"name-email-apart", Indicator::Sign::NameEmailApart},
                                                 {"ids-without-gaps", Indicator::Sign::IdsWithoutGaps},
                                                 {"round-count", Indicator::Sign::RoundCount}});
    } else {
        return false;
    }
    return true;
}

Indicator indicatorOf(const YAML::Node& node)
{
    if (!node.IsMap()) {
        throw Bad{lineOf(node), IndicatorText::tr("An indicator is a list of “key: value” lines.")};
    }
    constexpr int mostRows = 1'000'000;
    constexpr int wholePercent = 100;
    Indicator indicator;
    int matchers = 0;
    QSet<QString> seen;
    for (const auto& pair : node) {
        const QString key = scalarOf(pair.first, u"indicators"_s);
        if (seen.contains(key)) {
            throw Bad{lineOf(pair.first), IndicatorText::tr("The key “%1” comes twice.").arg(key)};
        }
        seen.insert(key);
        if (key == "id"_L1) {
            indicator.id = scalarOf(pair.second, key);
        } else if (key == "strength"_L1) {
            indicator.isDecisive = oneOf<bool>(scalarOf(pair.second, key), lineOf(pair.second),
                                               {{"decisive", true}, {"suggestive", false}});
        } else if (key == "fields"_L1) {
            readFields(indicator, pair.second);
        } else if (key == "says"_L1) {
            indicator.says = scalarOf(pair.second, key);
        } else if (key == "source"_L1) {
            indicator.source = scalarOf(pair.second, key);
        } else if (key == "containing"_L1) {
            indicator.containing = scalarOf(pair.second, key).toLower().toStdString();
        } else if (key == "least"_L1) {
            indicator.least = static_cast<quint64>(numberOf(pair.second, key, mostRows));
        } else if (key == "percent"_L1) {
            indicator.percent = numberOf(pair.second, key, wholePercent);
        } else if (readMatcher(indicator, key, pair.second)) {
            ++matchers;
        } else {
            throw Bad{lineOf(pair.first), IndicatorText::tr("The key “%1” is not known here.").arg(key)};
        }
    }
    const auto need = [&](bool isThere, const QString& what) {
        if (!isThere) {
            throw Bad{lineOf(node), what};
        }
    };
    for (const QString& key : {u"id"_s, u"strength"_s, u"fields"_s, u"says"_s, u"source"_s}) {
        need(seen.contains(key), IndicatorText::tr("An indicator without “%1”.").arg(key));
    }
    need(!indicator.id.isEmpty() && !indicator.says.isEmpty() && !indicator.source.isEmpty(),
         IndicatorText::tr("An indicator says what it means and where that stands."));
    need(matchers == 1, IndicatorText::tr("An indicator has one matcher."));
    need(!indicator.isForAny || !indicator.matches || !indicator.containing.empty(),
         IndicatorText::tr("An expression for any field needs “containing”."));
    need(indicator.sign == Indicator::Sign::Nothing || (indicator.least > 0 && indicator.percent > 0),
         IndicatorText::tr("A sign needs “least” and “percent”."));
    return indicator;
}
} // namespace

QString Indicator::text() const
{
    return QCoreApplication::translate("Indicators", says.toUtf8().constData());
}

QString Indicator::strengthId() const
{
    return isDecisive ? u"decisive"_s : u"suggestive"_s;
}

Expected<Indicators> Indicators::read(const QByteArray& yaml)
{
    const auto bad = [](int line, const QString& reason) {
        return failure("indicators.invalid"_L1, IndicatorText::tr("Line %1: %2").arg(line).arg(reason));
    };
    if (yaml.size() > largestList) {
        return bad(1, IndicatorText::tr("The list is larger than %1 octets.").arg(largestList));
    }
    Indicators list;
    try {
        const YAML::Node root = YAML::Load(yaml.toStdString());
        if (!root.IsMap() || !root["indicators"] || !root["indicators"].IsSequence()) {
            throw Bad{1, IndicatorText::tr("A list of indicators has “indicators”, a list.")};
        }
        for (const auto& pair : root) {
            const QString key = scalarOf(pair.first, u"indicators"_s);
            if (key == "reviewed_by"_L1) {
                list.m_reviewedBy = scalarOf(pair.second, key);
            } else if (key != "indicators"_L1) {
                throw Bad{lineOf(pair.first), IndicatorText::tr("The key “%1” is not known here.").arg(key)};
            }
        }
        for (const auto& node : root["indicators"]) {
            Indicator indicator = indicatorOf(node);
            if (list.withId(indicator.id)) {
                throw Bad{lineOf(node), IndicatorText::tr("“%1” is there already.").arg(indicator.id)};
            }
            list.m_all.push_back(std::move(indicator));
        }
    } catch (const Bad& error) {
        return bad(error.line, error.reason);
    } catch (const YAML::Exception& error) {
        return bad(error.mark.line + 1, QString::fromStdString(error.msg));
    }
    list.settle();
    return list;
}

const Indicators& Indicators::builtIn()
{
    static const Indicators list = [] {
        QFile file(u":/provenance/indicators.yaml"_s);
        auto read = file.open(QIODevice::ReadOnly) ? Indicators::read(file.readAll())
                                                   : Expected<Indicators>(failure("indicators.invalid"_L1, {}));
        if (!read) {
            qFatal("The indicators that are part of the program cannot be read. %s",
                   qUtf8Printable(read.error().message));
        }
        return *std::move(read);
    }();
    return list;
}

} // namespace bulkhead::provenance
