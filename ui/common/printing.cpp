#include "ui/common/printing.h"

#include "models/incident/session.h"
#include "ui/common/formdialog.h"

#include <QCoreApplication>
#include <QPrintDialog>
#include <QPrinter>
#include <QTextDocument>

#include <memory>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
struct PrintText
{
    Q_DECLARE_TR_FUNCTIONS(Printing)
};

void print(QWidget* page, Session& session, const Id& incident, const PrintWish& wish,
           const std::function<void(const Error&)>& failed)
{
    auto printer = std::make_shared<QPrinter>();
    printer->setDocName(wish.name);
    auto* dialog = new QPrintDialog(printer.get(), page);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QDialog::accepted, page, [page, &session, incident, wish, failed, printer] {
        QTextDocument document;
        document.setHtml(wish.html());
        document.print(printer.get());
        session.write(
            page, [incident, note = wish.note](Casework& casework) { return noteLeaving(casework, incident, note); },
            [failed](const Expected<NotedIn>& done) {
                if (!done) {
                    failed(done.error());
                }
            });
    });
    dialog->open();
}
} // namespace

QString notedText(NotedIn where)
{
    return where == NotedIn::Timeline ? PrintText::tr("The export is noted on the timeline.")
                                      : PrintText::tr("The export is noted in the journal: the incident is closed.");
}

void printFromVault(QWidget* page, Session& session, const Id& incident, const PrintWish& wish,
                    std::function<void(const Error&)> failed)
{
    askToConfirm(
        page, wish.title,
        PrintText::tr("The print queue and the paper are outside of the vault's protection. The timeline notes "
                      "that it was printed."),
        PrintText::tr("Choose a printer…"), false,
        [page, &session, incident, wish, failed = std::move(failed)] { print(page, session, incident, wish, failed); });
}

} // namespace bulkhead
