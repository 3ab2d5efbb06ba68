#include "ui/provenance/blocklistdialog.h"

#include "models/incident/session.h"
#include "ui/common/pathedit.h"
#include "ui/common/words.h"

#include <QComboBox>
#include <QFileInfo>
#include <QLineEdit>

namespace bulkhead {

using namespace Qt::StringLiterals;
using provenance::BlockListForm;

BlockListDialog::BlockListDialog(const RoomContext& context, const Id& evidence, const QString& title, QWidget* parent)
    : FormDialog(tr("Block list of synthetic identities"), tr("Write the list"), parent)
    , m_context(context)
    , m_evidence(evidence)
    , m_target(new PathEdit(PathEdit::Kind::NewFile, tr("List"), tr("Where the list is to lie"), this))
    , m_form(new QComboBox(this))
{
    constexpr int width = 600;
    setMinimumWidth(width);
    setObjectName(u"provenance.blockListDialog"_s);
    setIntroduction(
        tr("Whoever has “%1” may try its invented people: sign up as them, call as them. The list names the e-mail "
           "addresses, phone numbers, ids, accounts and cards of its synthetic rows, and nothing that production data "
           "knows. The chain of custody records it.")
            .arg(title));
    m_target->line()->setObjectName(u"blockListTarget"_s);
    m_target->setSuffix(u"csv"_s);
    addRow(tr("&List"), m_target, tr("A new CSV file, which only you may read."));
    m_form->setObjectName(u"blockListForm"_s);
    m_form->addItem(tr("Keyed: can be checked, not read"), static_cast<int>(BlockListForm::Keyed));
    m_form->addItem(tr("Plain text"), static_cast<int>(BlockListForm::Plain));
    addRow(tr("&Form"), m_form,
           tr("Keyed entries are HMAC-SHA-256; the key is written beside the list. Send the two on different ways."));
    setValidator([this] { return problem(); });
    connect(this, &FormDialog::submitted, this, &BlockListDialog::send);
    connect(this, &FormDialog::cancelWanted, this, [this] {
        if (m_job) {
            m_job->cancel();
        }
    });
}

BlockListDialog::~BlockListDialog()
{
    if (m_job) {
        m_job->abandon();
    }
}

provenance::BlockListWish BlockListDialog::wish() const
{
    return {.file = m_target->path(), .form = static_cast<BlockListForm>(m_form->currentData().toInt())};
}

QString BlockListDialog::problem() const
{
    if (m_target->path().isEmpty()) {
        return tr("Say where the list is to lie.");
    }
    for (const QString& path : {m_target->path(), provenance::blockListKeyName(m_target->path())}) {
        if (QFileInfo::exists(path)) {
            return tr("%1 is there already; it is not written over.").arg(path);
        }
    }
    return {};
}

void BlockListDialog::send()
{
    m_job = m_context.jobs.start(tr("Writing the block list"));
    m_context.session.write(
        this,
        [evidence = m_evidence, wish = wish(), job = m_job](Casework& casework) {
            return provenance::makeBlockList(
                casework, evidence, wish, [&](qint64 done, qint64 total) { job->report(done, total); },
                job->stopToken());
        },
        [this](const Expected<provenance::BlockListMade>& result) {
            m_job->finish(result
                              ? tr("A block list of %1 identities").arg(countText(static_cast<qint64>(result->entries)))
                              : result.error().message,
                          result.has_value());
            if (!result) {
                showError(result.error());
                return;
            }
            Q_EMIT made(*result);
            accept();
        });
}

} // namespace bulkhead
