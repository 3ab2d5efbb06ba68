#include "app/ctl/help.h"
#include "app/ctl/text.h"

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

/// Text as roff prints it unchanged: backslashes, hyphens, and a full stop or apostrophe that begins a line.
QString roff(QString text)
{
    text.replace(u'\\', "\\e"_L1).replace(u'-', "\\-"_L1);
    QStringList lines = text.split(u'\n');
    for (QString& line : lines) {
        if (line.startsWith(u'.') || line.startsWith(u'\'')) {
            line.prepend("\\&"_L1);
        }
    }
    return lines.join(u'\n');
}

QString tagged(const QString& term, const QString& text)
{
    return u".TP\n.B %1\n%2\n"_s.arg(roff(term), roff(text));
}

QString paragraphs(const QString& text)
{
    QString result;
    for (const QString& paragraph : text.split(u"\n\n"_s, Qt::SkipEmptyParts)) {
        result += u".PP\n"_s + roff(paragraph) + u'\n';
    }
    return result;
}

QString commandSection(const Command& command)
{
    QString text = u".SS %1\n"_s.arg(roff(command.name()));
    text += u".B %1\n"_s.arg(roff(command.synopsis()));
    text += paragraphs(command.summary) + paragraphs(command.detail);
    for (const Argument& argument : command.arguments) {
        text += tagged(argument.name, argument.help);
    }
    for (const Option& option : command.options) {
        text += tagged(optionTerm(option), optionText(option));
    }
    if (!command.answer.isEmpty()) {
        text += paragraphs(Ctl::tr("Fields of the --json answer: %1.").arg(command.answer));
    }
    text += u".PP\n.EX\n"_s;
    for (const QString& example : command.examples) {
        text += roff(example) + u'\n';
    }
    return text + u".EE\n"_s;
}

} // namespace

QString manualPage(const Catalogue& catalogue)
{
    QString text = u".TH BULKHEADCTL 1 \"\" \"Bulkhead %1\" \"User Commands\"\n"_s.arg(
        QLatin1StringView(BULKHEAD_VERSION));
    text += u".SH NAME\nbulkheadctl \\- %1\n"_s.arg(roff(Ctl::tr("incident response to data leaks, without a window")));
    text += u".SH SYNOPSIS\n.B bulkheadctl\n%1\n"_s.arg(
        roff(Ctl::tr("[--vault DIR] [--passphrase-file FILE] [--json] COMMAND ...")));
    text += u".SH DESCRIPTION\n"_s
        + paragraphs(Ctl::tr(
            "Creates and opens the encrypted vault of Bulkhead, registers bodies of records, says of a leaked file "
            "what "
            "of it is synthetic and what is real, keeps the incident, and proves that nothing was altered. A "
            "passphrase is never taken from the command line or from an environment variable itself."));
    text += u".SH OPTIONS OF EVERY COMMAND\n"_s;
    for (const Option& option : catalogue.globals) {
        text += tagged(optionTerm(option), optionText(option));
    }
    text += u".SH COMMANDS\n"_s;
    for (const Command& command : catalogue.commands) {
        text += commandSection(command);
    }
    text += u".SH EXIT STATUS\n"_s;
    for (const ExitMeaning& meaning : exitMeanings()) {
        text += tagged(QString::number(static_cast<int>(meaning.code)), meaning.text);
    }
    text += u".SH ENVIRONMENT\n"_s;
    text += tagged(u"BULKHEAD_VAULT"_s, Ctl::tr("The vault, where --vault is not given."));
    text += tagged(u"BULKHEAD_PASSPHRASE_FILE"_s,
                   Ctl::tr("The file of the passphrase, where no other secret is given."));
    text += tagged(u"XDG_STATE_HOME"_s,
                   Ctl::tr("Where the token stands that tells a copied vault from the one that was copied."));
    return text;
}

} // namespace bulkhead::ctl
