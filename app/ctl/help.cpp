#include "app/ctl/help.h"

#include "app/ctl/text.h"
#include "app/ctl/texttable.h"

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

const QString indent = u"  "_s;

QString definition(const QString& term, const QString& text)
{
    return indent + term + u'\n' + wrapped(text, indent + u"      "_s);
}

QString optionsText(const std::vector<Option>& options)
{
    QString text;
    for (const Option& option : options) {
        text += definition(optionTerm(option), optionText(option));
    }
    return text;
}

QString commandList(const Catalogue& catalogue, const QStringList& path)
{
    qsizetype width = 0;
    std::vector<const Command*> shown;
    for (const Command& command : catalogue.commands) {
        if (command.path.size() >= path.size() && command.path.first(path.size()) == path) {
            shown.push_back(&command);
            width = std::max(width, command.name().size());
        }
    }
    QString text;
    for (const Command* command : shown) {
        text += indent + command->name().leftJustified(width + 2) + command->summary + u'\n';
    }
    return text;
}

QString commandHelp(const Catalogue& catalogue, const Command& command)
{
    QString text = Ctl::tr("Usage:") + u'\n' + wrapped(command.synopsis(), indent) + u'\n'
        + wrapped(command.summary, {});
    if (!command.detail.isEmpty()) {
        text += u'\n' + wrapped(command.detail, {});
    }
    if (!command.arguments.empty()) {
        text += u'\n' + Ctl::tr("Arguments:") + u'\n';
        for (const Argument& argument : command.arguments) {
            text += definition(argument.name, argument.help);
        }
    }
    if (!command.options.empty()) {
        text += u'\n' + Ctl::tr("Options:") + u'\n' + optionsText(command.options);
    }
    text += u'\n' + Ctl::tr("Options of every command:") + u'\n' + optionsText(catalogue.globals);
    if (!command.answer.isEmpty()) {
        text += u'\n' + Ctl::tr("The answer with --json has the fields:") + u'\n' + wrapped(command.answer, indent);
    }
    text += u'\n' + Ctl::tr("Example:") + u'\n';
    for (const QString& example : command.examples) {
        text += indent + example + u'\n';
    }
    return text;
}

} // namespace

QString optionTerm(const Option& option)
{
    QString term = option.letter.isNull() ? u"--%1"_s.arg(option.name)
                                          : u"-%1, --%2"_s.arg(option.letter).arg(option.name);
    if (!option.alias.isEmpty()) {
        term += u", --%1"_s.arg(option.alias);
    }
    return option.value.isEmpty() ? term : term + u' ' + option.value;
}

QString optionText(const Option& option)
{
    QStringList sentences{option.help};
    if (!option.choices.isEmpty()) {
        sentences.append(Ctl::tr("One of: %1.").arg(option.choices.join(", "_L1)));
    }
    if (option.takes == Option::Takes::Repeated) {
        sentences.append(Ctl::tr("May be repeated."));
    } else if (option.takes == Option::Takes::List) {
        sentences.append(Ctl::tr("Several are separated by commas."));
    }
    if (option.isRequired) {
        sentences.append(Ctl::tr("Must be given."));
    }
    return sentences.join(u' ');
}

QString helpFor(const Catalogue& catalogue, const QStringList& path)
{
    if (const Command* command = catalogue.find(path)) {
        QString text = commandHelp(catalogue, *command);
        if (catalogue.isGroup(path)) {
            text += u'\n' + Ctl::tr("See also:") + u'\n' + commandList(catalogue, path);
        }
        return text;
    }
    QString text = wrapped(Ctl::tr("bulkheadctl: incident response to data leaks, without a window."), {});
    text += u'\n' + Ctl::tr("Usage:") + u'\n' + indent
        + Ctl::tr("bulkheadctl [--vault DIR] [--passphrase-file FILE] [--json] COMMAND …") + u"\n\n"_s
        + Ctl::tr("Commands:") + u'\n' + commandList(catalogue, path);
    text += u'\n' + Ctl::tr("Options of every command:") + u'\n' + optionsText(catalogue.globals);
    text += u'\n' + Ctl::tr("Exit codes:") + u'\n';
    for (const ExitMeaning& meaning : exitMeanings()) {
        text += indent + QString::number(static_cast<int>(meaning.code)).leftJustified(5) + meaning.text + u'\n';
    }
    return text + u'\n' + Ctl::tr("bulkheadctl COMMAND --help tells more of one command.") + u'\n';
}

QString markdownTable(const Catalogue& catalogue)
{
    QString text = u"| command | does | fields of the `--json` answer |\n|---|---|---|\n"_s;
    const auto cell = [](QString content) { return content.replace(u'|', "\\|"_L1).replace(u'\n', u' '); };
    for (const Command& command : catalogue.commands) {
        QString usage = command.name();
        for (const Argument& argument : command.arguments) {
            usage += u' ' + argument.name;
        }
        const QString answer = command.answer.isEmpty() ? QString() : u"`%1`"_s.arg(cell(command.answer));
        text += u"| `%1` | %2 | %3 |\n"_s.arg(cell(usage), cell(command.summary), answer);
    }
    return text;
}

} // namespace bulkhead::ctl
