#pragma once

#include "models/provenance/registry/certificate.h"
#include "ui/common/formdialog.h"
#include "ui/common/room.h"

namespace bulkhead {

class PassphraseEdit;
class PathEdit;

/// Asks where the certificate of a sample is to lie, and for the signature.
class CertificateDialog : public FormDialog
{
    Q_OBJECT

public:
    CertificateDialog(const RoomContext& context, const Id& evidence, const QString& title, QWidget* parent = nullptr);

Q_SIGNALS:
    void made(const bulkhead::provenance::CertificateMade& certificate);

private:
    [[nodiscard]] QString problem() const;
    void send();

    RoomContext m_context;
    Id m_evidence;
    PathEdit* m_target;
    PassphraseEdit* m_passphrase;
};

} // namespace bulkhead
