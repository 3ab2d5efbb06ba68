#include "models/provenance/registry/demo.h"
#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/text.h"
#include "models/disclosure/demonstration.h"
#include "models/incident/resources.h"

#include <QDir>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

/// A step for a person, once each.
provenance::DemoProgress stepsOf(const Call& call)
{
    return [&call, last = QString()](const QString& step, int percent) mutable {
        if (step != last) {
            call.out().note(Ctl::tr("%1 % %2").arg(percent, 3).arg(step));
            last = step;
        }
    };
}

Expected<Exit> demo(Call& call)
{
    const QString folder = QDir::cleanPath(
        QDir().absoluteFilePath(call.arguments().isEmpty() ? u"bulkhead-demo"_s : call.argument(0)));
    const QString files = resourceFolder(u"demo"_s);
    if (files.isEmpty()) {
        return failure("demo.missing"_L1,
                       Ctl::tr("The files of the demonstration are not installed with this program."));
    }
    TRY(const Playbooks playbooks, Playbooks::load({resourceFolder(u"playbooks"_s)}));
    TRY(const auto made, disclosure::createDemoVault(folder, playbooks, files, stepsOf(call), call.stop()));
    const QString passphrase(provenance::demoPassphrase);
    const QString user(provenance::demoUser);
    call.out().answer(
        {{u"path"_s, folder},
         {u"user"_s, user},
         {u"passphrase"_s, passphrase},
         {u"incident"_s, made.incident.text()},
         {u"number"_s, made.number}},
        Ctl::tr("The demonstration stands at %1, with the worked incident %2. It is opened as \"%3\" with "
                "the passphrase \"%4\", which everybody knows: keep nothing real in it.")
            .arg(folder, made.number, user, passphrase));
    return Exit::Done;
}

} // namespace

Commands demoCommands()
{
    return {
        {.path = {u"demo"_s},
         .summary = Ctl::tr("Makes a vault with a worked incident, from invented data through the real pipeline."),
         .detail = Ctl::tr(
             "Eight members, two registered data sets, a leaked list and its verdict, four hours of work, "
             "and the notification to the authority begun. "
             "The passphrase of all its slots is printed: it protects nothing."),
         .arguments = {{u"DIR"_s, Ctl::tr("The folder to make (default: bulkhead-demo here)."),
                        Argument::Count::Optional}},
         .options = {},
         .examples = {u"bulkheadctl demo ~/demo.vault"_s},
         .answer = u"path, user, passphrase, incident, number"_s,
         .usesVault = false,
         .run = demo},
    };
}

} // namespace bulkhead::ctl
