#include "models/journal/journaltext.h"
#include "models/journal/merkle.h"
#include "models/journal/timestamp.h"
#include "models/journal/verifier.h"

#include <algorithm>

namespace bulkhead::journal {

namespace {
QString nameOfLeaf(const CheckpointLeaf& leaf)
{
    const QString stream = leaf.stream.isVault()
        ? QStringLiteral("vault")
        : leaf.stream.incident.text() + QLatin1Char('/') + QString(compartmentName(leaf.stream.compartment));
    return QStringLiteral("stream %1, device %2, seq %3").arg(stream, leaf.device.text()).arg(leaf.seq);
}

bool isRoot(const std::vector<CheckpointLeaf>& leaves, const Checkpoint& checkpoint)
{
    std::vector<Bytes> hashes;
    for (const CheckpointLeaf& leaf : leaves) {
        hashes.push_back(merkle::leafHash(leaf.encoded()));
    }
    return checkpoint.chains == static_cast<qint64>(leaves.size()) && merkle::root(hashes) == checkpoint.root;
}
} // namespace

bool Verifier::holdsLeaf(const CheckpointLeaf& leaf) const
{
    const auto at = find(leaf.hash);
    return at && m_nodes[*at].seq == static_cast<qint64>(leaf.seq)
        && m_journal.ledger.stream(m_nodes[*at].stream) == leaf.stream
        && m_journal.ledger.device(m_nodes[*at].device) == leaf.device;
}

void Verifier::checkCheckpoints()
{
    for (const EncodedFold::Entry& entry : m_fold.entries()) {
        if (entry.kind == Table<Checkpoint>::kind && entry.stream == m_journal.vaultStream) {
            const auto record = recordOf(entry);
            m_result.checkpoints.push_back(
                {entry.entity, record ? fromRecord<Checkpoint>(*record) : Checkpoint(), false, false, {}, false});
        }
    }
    std::ranges::sort(m_result.checkpoints, {}, [](const CheckpointFinding& one) { return one.checkpoint.at; });
    for (CheckpointFinding& finding : m_result.checkpoints) {
        checkCheckpoint(finding);
    }
    if (m_expected.against) {
        checkAgainst(*m_expected.against);
    }
}

void Verifier::checkCheckpoint(CheckpointFinding& finding)
{
    const Checkpoint& checkpoint = finding.checkpoint;
    const QString where = QStringLiteral("checkpoint %1").arg(finding.id.text());
    const Bytes key = m_journal.ledger.deviceKey(m_journal.ledger.deviceRow(checkpoint.device));
    const Id vault = m_journal.vault.id();
    if (key.isEmpty()
        || !crypto::verify(key, checkpoint.statement(vault, m_journal.fingerprint), checkpoint.signature)) {
        problem("checkpoint.bad-signature", where, JournalText::tr("The checkpoint is not what its device signed."));
        return;
    }
    checkLeaves(finding);
    checkStamp(checkpoint, checkpoint.imprint(vault, m_journal.fingerprint), where, finding);
}

void Verifier::checkLeaves(CheckpointFinding& finding)
{
    const QString where = QStringLiteral("checkpoint %1").arg(finding.id.text());
    const auto missing = [&](const CheckpointLeaf& leaf) {
        problem("journal.truncated", nameOfLeaf(leaf),
                JournalText::tr("A checkpoint names this change, and the journal does not hold it: changes were cut "
                                "off since."));
    };
    if (const auto leaves = finding.checkpoint.openLeaves(m_journal.vault)) {
        if (!isRoot(*leaves, finding.checkpoint)) {
            problem("checkpoint.bad-root", where, JournalText::tr("The checkpoint does not fit its own chains."));
            return;
        }
        finding.isComplete = true;
        for (const CheckpointLeaf& leaf : *leaves) {
            if (!holdsLeaf(leaf)) {
                finding.isComplete = false;
                missing(leaf);
            }
        }
        return;
    }
    for (const CheckpointProof& proof : m_journal.proofs) {
        if (proof.checkpoint != finding.id) {
            continue;
        }
        if (merkle::rootFrom(merkle::leafHash(proof.leaf.encoded()), proof.index,
                             static_cast<quint64>(finding.checkpoint.chains), proof.path)
            != finding.checkpoint.root) {
            problem("checkpoint.bad-root", where, JournalText::tr("A proof does not lead to the checkpoint."));
        } else if (!holdsLeaf(proof.leaf)) {
            missing(proof.leaf);
        } else {
            finding.isPartial = true;
        }
    }
}

void Verifier::checkStamp(const Checkpoint& checkpoint, const Bytes& imprint, const QString& where,
                          CheckpointFinding& into)
{
    if (checkpoint.token.isEmpty()) {
        return;
    }
    const auto stamp = timestamp::check(checkpoint.token, imprint, m_expected.authorities);
    if (!stamp && stamp.error().is(QLatin1StringView("timestamp.bad-authorities"))) {
        problem("timestamp.bad-authorities", where, stamp.error().message);
        return;
    }
    if (!stamp || checkpoint.stampedAt != stamp->at) {
        problem("checkpoint.bad-timestamp", where,
                stamp ? JournalText::tr("The time stamp is of another time than the one that is noted.")
                      : stamp.error().message);
        return;
    }
    into.stampedBy = stamp->authority;
    into.isAuthorityTrusted = stamp->isTrusted;
    if (!stamp->isTrusted && !m_expected.authorities.isEmpty()) {
        problem("checkpoint.untrusted-timestamp", where,
                JournalText::tr("The time stamp is signed by \"%1\", which none of the given authorities vouches for.")
                    .arg(stamp->authority));
    }
}

void Verifier::checkAgainst(const CheckpointFile& file)
{
    const QString where = QStringLiteral("checkpoint of %1").arg(file.checkpoint.at);
    if (file.vault != m_journal.vault.id() || file.fingerprint != m_journal.fingerprint) {
        problem("checkpoint.other-vault", where,
                JournalText::tr("The checkpoint is of the vault \"%1\" with the fingerprint %2, not of this one.")
                    .arg(file.vaultName, hex(file.fingerprint)));
        return;
    }
    if (!file.isSigned()) {
        problem("checkpoint.bad-signature", where, JournalText::tr("The checkpoint is not what its device signed."));
        return;
    }
    const bool isHeld = std::ranges::any_of(m_result.checkpoints, [&](const CheckpointFinding& one) {
        return one.checkpoint.root == file.checkpoint.root && one.checkpoint.at == file.checkpoint.at;
    });
    if (!isHeld) {
        problem(
            "journal.rolled-back", where,
            JournalText::tr("This journal does not hold the checkpoint, so it is older than it: an earlier copy was "
                            "put in its place, or this copy has not yet received what the others have."));
    }
    if (const auto leaves = file.checkpoint.openLeaves(m_journal.vault)) {
        for (const CheckpointLeaf& leaf : isRoot(*leaves, file.checkpoint) ? *leaves : std::vector<CheckpointLeaf>()) {
            if (!holdsLeaf(leaf)) {
                problem("journal.rolled-back", nameOfLeaf(leaf),
                        JournalText::tr("This change was there when the checkpoint was made, and is not here."));
            }
        }
    }
    CheckpointFinding finding;
    checkStamp(file.checkpoint, file.checkpoint.imprint(file.vault, file.fingerprint), where, finding);
}

} // namespace bulkhead::journal
