#include "app/ctl/command.h"

#include <ranges>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

QString shown(const Argument& argument)
{
    switch (argument.count) {
    case Argument::Count::One:
        return argument.name;
    case Argument::Count::Optional:
        return u"[%1]"_s.arg(argument.name);
    case Argument::Count::Any:
        return u"[%1…]"_s.arg(argument.name);
    case Argument::Count::AtLeastOne:
        return u"%1…"_s.arg(argument.name);
    }
    return {};
}

QString shown(const Option& option)
{
    QString text = u"--%1"_s.arg(option.name);
    if (!option.value.isEmpty()) {
        text += u' ' + option.value;
    }
    if (!option.isRequired) {
        text = u"[%1]"_s.arg(text);
    }
    return option.takes == Option::Takes::Repeated ? text + u'…' : text;
}

const Option* findOption(const std::vector<Option>& options, QStringView longName)
{
    const auto found = std::ranges::find_if(options, [&](const Option& one) {
        return one.name == longName || (!one.alias.isEmpty() && one.alias == longName);
    });
    return found == options.end() ? nullptr : &*found;
}

bool beginsWith(const QStringList& path, const QStringList& start)
{
    return path.size() >= start.size() && path.first(start.size()) == start;
}

} // namespace

QString Command::synopsis() const
{
    QStringList words{u"bulkheadctl"_s, name()};
    for (const Argument& argument : arguments) {
        words.append(shown(argument));
    }
    for (const bool required : {true, false}) {
        for (const Option& option : options) {
            if (option.isRequired == required) {
                words.append(shown(option));
            }
        }
    }
    return words.join(u' ');
}

const Option* Command::option(QStringView longName) const
{
    return findOption(options, longName);
}

const Command* Catalogue::find(const QStringList& path) const
{
    const auto found = std::ranges::find(commands, path, &Command::path);
    return found == commands.end() ? nullptr : &*found;
}

bool Catalogue::isGroup(const QStringList& path) const
{
    return !wordsAfter(path).isEmpty();
}

QStringList Catalogue::wordsAfter(const QStringList& path) const
{
    QStringList words;
    for (const Command& command : commands) {
        if (beginsWith(command.path, path) && command.path.size() > path.size()
            && !words.contains(command.path.at(path.size()))) {
            words.append(command.path.at(path.size()));
        }
    }
    return words;
}

const Option* Catalogue::global(QStringView longName) const
{
    return findOption(globals, longName);
}

} // namespace bulkhead::ctl
