#include "ui/evidence/evidenceroom.h"

#include "ui/common/icons.h"
#include "ui/common/pageroom.h"
#include "ui/evidence/evidencepage.h"

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
class EvidenceRoom final : public PageRoom<EvidencePage>
{
    Q_OBJECT

public:
    explicit EvidenceRoom(const RoomContext& context)
        : PageRoom(context, tr("Evidence"))
    {
        addActions();
    }

    [[nodiscard]] QString id() const override { return u"evidence"_s; }
    [[nodiscard]] QString title() const override { return tr("Evidence"); }
    [[nodiscard]] QIcon icon() const override { return bulkhead::icon("evidence"); }
    [[nodiscard]] QKeySequence shortcut() const override { return QKeySequence(u"Ctrl+6"_s); }

private:
    void addActions()
    {
        add(u"add"_s, tr("&Add files…"), tr("Takes files into the vault as evidence."), QKeySequence(u"Ctrl+Shift+N"_s),
            u"add"_s, &EvidencePage::add);
        add(u"extract"_s, tr("&Extract…"), tr("Writes a checked copy out of the vault, in the clear."),
            QKeySequence(u"Ctrl+Shift+E"_s), u"export"_s, &EvidencePage::extract);
        add(u"hash"_s, tr("&Copy the SHA-256"), tr("Copies the SHA-256 of the current piece."), QKeySequence::Copy,
            u"copy"_s, &EvidencePage::copyHash);
        add(u"sighting"_s, tr("Add si&ghting…"), tr("Notes where the material was seen in the open."),
            QKeySequence(u"Ctrl+Shift+G"_s), u"sighting"_s, &EvidencePage::addSighting);
        add(u"strike"_s, tr("&Strike…"), tr("Strikes the current piece through, with a reason; it stays in the vault."),
            QKeySequence(u"Ctrl+Shift+X"_s), u"strike"_s, &EvidencePage::strike);
        add(u"destroy"_s, tr("&Destroy…"), tr("Destroys the current piece's material; takes two people and a reason."),
            {}, u"blocked"_s, &EvidencePage::destroy);
        add(u"hold"_s, tr("&Legal hold…"), tr("Sets or releases the legal hold of this incident, with a reason."), {},
            u"lock"_s, &EvidencePage::changeHold);
        add(u"retention"_s, tr("&Keep until…"), tr("Sets until when this incident is kept, and by which rule."), {},
            u"clock"_s, &EvidencePage::changeRetention);
    }
};
} // namespace

std::unique_ptr<Room> makeEvidenceRoom(const RoomContext& context)
{
    return std::make_unique<EvidenceRoom>(context);
}

} // namespace bulkhead

#include "evidenceroom.moc"
