#include "models/base/digest.h"
#include "models/disclosure/packmaking.h"
#include "models/incident/session.h"
#include "ui/common/banner.h"
#include "ui/common/jobs.h"
#include "ui/disclosure/disclosurepage.h"
#include "ui/disclosure/packdialog.h"

#include <QDir>
#include <QFileInfo>
#include <QPushButton>
#include <QRegularExpression>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace bulkhead {

using disclosure::Drafting;
using disclosure::PackMade;
using disclosure::SealedPack;
using disclosure::Stand;

void DisclosurePage::showPack()
{
    const disclosure::Picture* draft = open();
    const bool isLetter = draft && draft->disclosure.value.templateId == disclosure::packTemplate
        && (draft->stand == Stand::Approved || draft->stand == Stand::Sent);
    m_pack->setVisible(isLetter);
    if (isLetter) {
        const auto wish = disclosure::packWish(*draft);
        m_pack->setEnabled(wish && !m_context.session.moment());
        m_pack->setToolTip(wish ? tr("Seals what %1 needs to look for their own records.").arg(wish->tenant)
                                : wish.error().message);
    }
}

void DisclosurePage::makePack()
{
    if (!open()) {
        return;
    }
    save([this] {
        const auto wish = disclosure::packWish(*open());
        if (!wish) {
            m_banner->showError(wish.error());
            return;
        }
        static const QRegularExpression others(u"[^\\p{L}\\p{N}]+"_s);
        const QString name = (m_picture.codeName + u'-' + wish->tenant).toLower().replace(others, u"-"_s);
        const QDir folder(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
        auto* dialog = new PackDialog(wish->tenant, wish->approval, folder.filePath(name + u".pack"_s), this);
        connect(dialog, &FormDialog::submitted, this, [this, dialog, id = open()->disclosure.id] {
            dialog->setBusy(true);
            sealPack(dialog, id);
        });
        dialog->open();
    });
}

void DisclosurePage::sealPack(PackDialog* dialog, const Id& letter)
{
    const auto job = m_context.jobs.start(tr("Making %1").arg(QFileInfo(dialog->file()).fileName()));
    connect(dialog, &FormDialog::cancelWanted, this, [job] { job->cancel(); });
    // Samples of any size are read on a lane of their own, so that nobody waits for it.
    m_context.session.check(
        dialog,
        [books = m_picture.books, letter, passphrase = dialog->takeCredential().passphrase, job](Casework& casework) {
            return disclosure::sealPack(
                casework, Drafting(casework, books->law, books->shelf), letter, passphrase, 1,
                [&](qint64 done, qint64 all) { job->report(done, all); }, job->stopToken());
        },
        [this, dialog, job, letter](Expected<SealedPack> sealed) {
            if (sealed && !job->stopToken().stop_requested()) {
                writePack(dialog, job, letter, *std::move(sealed));
                return;
            }
            job->finish(tr("No pack was made."), false);
            dialog->setBusy(false);
            if (job->stopToken().stop_requested()) {
                dialog->showProblem(tr("Cancelled: no pack was made."));
            } else {
                dialog->showError(sealed.error());
            }
        });
}

void DisclosurePage::writePack(PackDialog* dialog, const std::shared_ptr<Job>& job, const Id& letter, SealedPack pack)
{
    m_context.session.write(
        dialog,
        [books = m_picture.books, letter, pack = std::move(pack), file = dialog->file()](Casework& casework) {
            return disclosure::writePack(casework, Drafting(casework, books->law, books->shelf), letter, pack, file);
        },
        [this, dialog, job](const Expected<PackMade>& made) {
            job->finish(made ? tr("The pack is made.") : tr("No pack was made."), made.has_value());
            dialog->finish(made);
            if (made) {
                m_banner->showText(
                    Tone::Ok, tr("The pack stands in “%1”, readable by you alone.").arg(made->file),
                    tr("SHA-256 %1. Send the passphrase by another way than the file.").arg(hex(made->sha256)));
                Q_EMIT announced(tr("The check pack is made; timeline and chain of custody say so."));
            }
        });
}

} // namespace bulkhead
