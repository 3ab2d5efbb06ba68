#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/help.h"
#include "app/ctl/text.h"
#include "models/breach/questions.h"
#include "models/deadline/checking.h"
#include "models/disclosure/drafting.h"
#include "models/incident/resources.h"
#include "models/timeline/preset.h"

#include <QDir>
#include <QJsonArray>

#include <algorithm>
#include <iterator>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

Expected<Exit> checkResourceFolder(Call& call)
{
    QStringList folders(call.argument(0));
    if (call.arguments().isEmpty()) {
        folders.clear();
        if (const QString ours = resourceFolder(u"playbooks"_s); !ours.isEmpty()) {
            folders.append(ours.left(ours.lastIndexOf(u'/')));
        }
        if (folders.isEmpty()) {
            return failure("resources.not-a-folder"_L1,
                           Ctl::tr("There are no resources to check here; name a folder."));
        }
    }
    TRY(ResourceCheck check, checkResources(folders.first()));
    const QDir imports(QDir(folders.first()).filePath(u"imports"_s));
    if (imports.exists()) {
        std::ranges::move(timeline::checkPresets(imports.path(), check.files), std::back_inserter(check.problems));
    }
    std::ranges::move(deadline::checkLaw(folders.first(), check.files), std::back_inserter(check.problems));
    std::ranges::move(breach::checkQuestions(folders.first(), check.files), std::back_inserter(check.problems));
    std::ranges::move(disclosure::checkShelf(folders.first(), check.files), std::back_inserter(check.problems));
    if (check.files == 0) {
        return failure(
            "input.nothing"_L1,
            Ctl::tr("%1 holds no resources: playbooks lie in a folder named playbooks below it, formats of logs in one "
                    "named imports, rules in regimes and holidays.")
                .arg(folders.first()));
    }
    QJsonArray problems;
    QString text = Ctl::tr("Files checked in %1: %2. Problems: %3.\n")
                       .arg(folders.first())
                       .arg(check.files)
                       .arg(check.problems.size());
    for (const Error& problem : check.problems) {
        problems.append(QJsonObject{{u"code"_s, problem.code}, {u"message"_s, problem.message}});
        text += u"  %1\n"_s.arg(problem.message);
    }
    call.out().answer({{u"ok"_s, check.problems.empty()},
                       {u"folder"_s, folders.first()},
                       {u"files"_s, check.files},
                       {u"problems"_s, problems}},
                      text);
    return check.problems.empty() ? Exit::Done : Exit::No;
}

Expected<Exit> version(Call& call)
{
    call.out().answer({{u"version"_s, QString::fromLatin1(BULKHEAD_VERSION)},
                       {u"vault_format"_s, vaultFormat},
                       {u"schema"_s, static_cast<int>(schemaVersion)},
                       {u"qt"_s, QString::fromLatin1(qVersion())}},
                      Ctl::tr("bulkheadctl %1, vault format %2, Qt %3")
                          .arg(QString::fromLatin1(BULKHEAD_VERSION))
                          .arg(vaultFormat)
                          .arg(QString::fromLatin1(qVersion())));
    return Exit::Done;
}

Expected<Exit> help(Call& call)
{
    const auto print = [&](const QString& text) {
        call.out().answer({{u"help"_s, text}}, text);
        return Exit::Done;
    };
    if (call.has("man"_L1)) {
        return print(manualPage(call.catalogue()));
    }
    if (call.has("completion"_L1)) {
        return print(completionFor(call.catalogue(), call.value("completion"_L1)));
    }
    if (call.has("markdown"_L1)) {
        return print(markdownTable(call.catalogue()));
    }
    const QStringList& path = call.arguments();
    if (!path.isEmpty() && call.catalogue().find(path) == nullptr && !call.catalogue().isGroup(path)) {
        return failure("usage.unknown-command"_L1, Ctl::tr("There is no command \"%1\".").arg(path.join(u' ')));
    }
    return print(helpFor(call.catalogue(), path));
}

} // namespace

Commands programCommands()
{
    return {
        {.path = {u"resources"_s, u"check"_s},
         .summary = Ctl::tr("Checks playbooks and other resources, ours or an organisation's own."),
         .detail = {},
         .arguments = {{u"DIR"_s, Ctl::tr("The folder (default: the one that this program uses)."),
                        Argument::Count::Optional}},
         .options = {},
         .examples = {u"bulkheadctl resources check ~/.config/bulkhead"_s},
         .answer = u"ok, folder, files, problems[{code, message}]"_s,
         .usesVault = false,
         .run = checkResourceFolder},
        {.path = {u"version"_s},
         .summary = Ctl::tr("Says which version this is and which formats it writes."),
         .detail = {},
         .arguments = {},
         .options = {},
         .examples = {u"bulkheadctl version"_s},
         .answer = u"version, vault_format, schema, qt"_s,
         .usesVault = false,
         .run = version},
        {.path = {u"help"_s},
         .summary = Ctl::tr("Shows help, the manual page, or completion for a shell."),
         .detail = {},
         .arguments = {{u"COMMAND"_s, Ctl::tr("Which command or group."), Argument::Count::Any}},
         .options = {{.name = u"man"_s, .value = {}, .help = Ctl::tr("The manual page in roff.")},
                     {.name = u"completion"_s,
                      .value = u"SHELL"_s,
                      .help = Ctl::tr("Completion for a shell."),
                      .choices = {u"bash"_s, u"zsh"_s, u"fish"_s}},
                     {.name = u"markdown"_s, .value = {}, .help = Ctl::tr("The table of commands in Markdown.")}},
         .examples = {u"bulkheadctl help --completion bash > ~/.local/share/bash-completion/completions/bulkheadctl"_s,
                      u"bulkheadctl help --man | man -l -"_s},
         .answer = u"help"_s,
         .usesVault = false,
         .run = help},
    };
}

} // namespace bulkhead::ctl
