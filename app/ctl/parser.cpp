#include "app/ctl/parser.h"

#include "app/ctl/text.h"

#include <algorithm>
#include <vector>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

int editDistance(QStringView a, QStringView b)
{
    std::vector<int> row(static_cast<std::size_t>(b.size()) + 1);
    for (std::size_t j = 0; j < row.size(); ++j) {
        row[j] = static_cast<int>(j);
    }
    for (qsizetype i = 1; i <= a.size(); ++i) {
        int diagonal = row[0];
        row[0] = static_cast<int>(i);
        for (qsizetype j = 1; j <= b.size(); ++j) {
            const auto at = static_cast<std::size_t>(j);
            const int substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[at];
            row[at] = std::min({row[at] + 1, row[at - 1] + 1, substituted});
        }
    }
    return row.back();
}

/// One reading of a command line, word by word.
class Reading
{
public:
    Reading(const Catalogue& catalogue, QStringList words)
        : m_catalogue(catalogue)
        , m_words(std::move(words))
    {
    }

    Expected<Invocation> run()
    {
        while (m_at < m_words.size()) {
            CHECK_OK(takeWord(m_words.at(m_at++)));
        }
        return finish();
    }

private:
    Expected<void> takeWord(const QString& word)
    {
        if (m_onlyArguments || word == "-"_L1 || !word.startsWith(u'-')) {
            return takePlain(word);
        }
        if (word == "--"_L1) {
            m_onlyArguments = true;
            return {};
        }
        if (word == "--help"_L1 || word == "-h"_L1) {
            m_result.wantsHelp = true;
            return {};
        }
        return takeOption(word);
    }

    Expected<void> takePlain(const QString& word)
    {
        const QStringList longer = m_path + QStringList(word);
        const bool goesOn = m_result.arguments.isEmpty() && !m_onlyArguments
            && (m_catalogue.find(longer) != nullptr || m_catalogue.isGroup(longer));
        if (goesOn) {
            m_path = longer;
            m_result.command = m_catalogue.find(m_path);
            return {};
        }
        if (m_result.command == nullptr) {
            return unknownCommand(longer);
        }
        m_result.arguments.append(word);
        return {};
    }

    Expected<void> unknownCommand(const QStringList& path) const
    {
        QStringList known;
        for (const Command& command : m_catalogue.commands) {
            known.append(command.name());
            known.append(command.path.first(std::min(path.size(), command.path.size())).join(u' '));
        }
        known.removeDuplicates();
        const QString name = path.join(u' ');
        const QString meant = nearest(name, known);
        return failure("usage.unknown-command"_L1,
                       meant.isEmpty() ? Ctl::tr("There is no command \"%1\". See bulkheadctl help.").arg(name)
                                       : Ctl::tr("There is no command \"%1\". Did you mean \"%2\"?").arg(name, meant));
    }

    const Option* lookUp(const QString& name) const
    {
        const Option* own = m_result.command != nullptr ? m_result.command->option(name) : nullptr;
        return own != nullptr ? own : m_catalogue.global(name);
    }

    const Option* lookUp(QChar letter) const
    {
        if (m_result.command != nullptr) {
            for (const Option& option : m_result.command->options) {
                if (option.letter == letter) {
                    return &option;
                }
            }
        }
        return nullptr;
    }

    Expected<void> takeOption(const QString& word)
    {
        const bool isLong = word.startsWith("--"_L1);
        const qsizetype equals = isLong ? word.indexOf(u'=') : -1;
        const QString name = word.mid(isLong ? 2 : 1, equals < 0 ? -1 : equals - 2);
        const Option* option = isLong ? lookUp(name) : name.size() == 1 ? lookUp(name.front()) : nullptr;
        if (option == nullptr) {
            return unknownOption(equals < 0 ? word : word.first(equals));
        }
        if (option->value.isEmpty()) {
            if (equals >= 0) {
                return failure("usage.value"_L1, Ctl::tr("--%1 takes no value.").arg(name));
            }
            m_result.options[option->name] = {QString()};
            return {};
        }
        if (equals >= 0) {
            return takeValue(*option, word.mid(equals + 1));
        }
        if (m_at >= m_words.size()) {
            return failure("usage.missing"_L1, Ctl::tr("--%1 needs a value: %2.").arg(option->name, option->value));
        }
        return takeValue(*option, m_words.at(m_at++));
    }

    Expected<void> takeValue(const Option& option, const QString& value)
    {
        const QStringList values = option.takes == Option::Takes::List ? value.split(u',', Qt::SkipEmptyParts)
                                                                       : QStringList(value);
        for (const QString& one : values) {
            if (!option.choices.isEmpty() && !option.choices.contains(one.trimmed())) {
                const QString meant = nearest(one, option.choices);
                return failure("usage.value"_L1,
                               Ctl::tr("--%1 cannot be \"%2\". It is one of: %3.")
                                       .arg(option.name, one, option.choices.join(", "_L1))
                                   + (meant.isEmpty() ? QString() : u' ' + Ctl::tr("Did you mean \"%1\"?").arg(meant)));
            }
        }
        QStringList& stored = m_result.options[option.name];
        if (!stored.isEmpty() && option.takes == Option::Takes::Once) {
            return failure("usage.value"_L1, Ctl::tr("--%1 is given twice.").arg(option.name));
        }
        for (const QString& one : values) {
            stored.append(option.takes == Option::Takes::List ? one.trimmed() : one);
        }
        return {};
    }

    Expected<void> unknownOption(const QString& word) const
    {
        QStringList known{u"--help"_s};
        if (m_result.command != nullptr) {
            for (const Option& option : m_result.command->options) {
                known.append(u"--"_s + option.name);
            }
        }
        for (const Option& option : m_catalogue.globals) {
            known.append(u"--"_s + option.name);
        }
        const QString where = m_result.command != nullptr ? m_result.command->name() : u"bulkheadctl"_s;
        const QString meant = nearest(word, known);
        return failure("usage.unknown-option"_L1,
                       meant.isEmpty() ? Ctl::tr("%1 has no option %2.").arg(where, word)
                                       : Ctl::tr("%1 has no option %2. Did you mean %3?").arg(where, word, meant));
    }

    Expected<Invocation> finish()
    {
        m_result.group = m_path;
        if (m_words.isEmpty()) {
            m_result.wantsHelp = true;
        }
        if (m_result.wantsHelp) {
            return std::move(m_result);
        }
        if (m_result.command == nullptr) {
            return m_path.isEmpty()
                ? failure("usage.missing"_L1, Ctl::tr("A command is missing. See bulkheadctl help."))
                : failure("usage.missing"_L1,
                          Ctl::tr("\"%1\" goes on with one of: %2.")
                              .arg(m_path.join(u' '), m_catalogue.wordsAfter(m_path).join(", "_L1)));
        }
        CHECK_OK(checkArguments());
        QStringList missing; // all of them at once
        for (const Option& option : m_result.command->options) {
            if (option.isRequired && !m_result.options.contains(option.name)) {
                missing.append(u"--%1 %2"_s.arg(option.name, option.value));
            }
        }
        if (!missing.isEmpty()) {
            return failure("usage.missing"_L1,
                           Ctl::tr("%1 needs %2.").arg(m_result.command->name(), missing.join(", "_L1)));
        }
        return std::move(m_result);
    }

    Expected<void> checkArguments() const
    {
        using Count = Argument::Count;
        qsizetype least = 0;
        qsizetype most = 0;
        for (const Argument& argument : m_result.command->arguments) {
            const bool needed = argument.count == Count::One || argument.count == Count::AtLeastOne;
            if (needed && m_result.arguments.size() <= least) {
                return failure("usage.missing"_L1,
                               Ctl::tr("%1 needs %2.").arg(m_result.command->name(), argument.name));
            }
            least += needed ? 1 : 0;
            most = argument.count == Count::Any || argument.count == Count::AtLeastOne ? m_result.arguments.size()
                                                                                       : most + 1;
        }
        if (m_result.arguments.size() > most) {
            return failure("usage.too-many"_L1,
                           Ctl::tr("%1 does not know what to do with \"%2\".")
                               .arg(m_result.command->name(), m_result.arguments.at(most)));
        }
        return {};
    }

    const Catalogue& m_catalogue;
    QStringList m_words;
    qsizetype m_at = 0;
    QStringList m_path;
    bool m_onlyArguments = false;
    Invocation m_result;
};

} // namespace

QString nearest(const QString& word, const QStringList& known)
{
    QString best;
    int distance = std::max<int>(2, static_cast<int>(word.size()) / 3) + 1;
    for (const QString& one : known) {
        if (const int here = editDistance(word, one); here < distance) {
            distance = here;
            best = one;
        }
    }
    return best;
}

Expected<Invocation> parse(const Catalogue& catalogue, const QStringList& words)
{
    return Reading(catalogue, words).run();
}

} // namespace bulkhead::ctl
