#pragma once

#include "models/provenance/registry/blocklist.h"
#include "ui/common/formdialog.h"
#include "ui/common/jobs.h"
#include "ui/common/room.h"

class QComboBox;

namespace bulkhead {

class PathEdit;

/// Writes the synthetic identities of a sample that is held as evidence, for sign-up and support desks.
class BlockListDialog : public FormDialog
{
    Q_OBJECT

public:
    BlockListDialog(const RoomContext& context, const Id& evidence, const QString& title, QWidget* parent);
    ~BlockListDialog() override;

Q_SIGNALS:
    void made(const bulkhead::provenance::BlockListMade& list);

private:
    [[nodiscard]] QString problem() const;
    [[nodiscard]] provenance::BlockListWish wish() const;
    void send();

    RoomContext m_context;
    Id m_evidence;
    std::shared_ptr<Job> m_job;
    PathEdit* m_target;
    QComboBox* m_form;
};

} // namespace bulkhead
