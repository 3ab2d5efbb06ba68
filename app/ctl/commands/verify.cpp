#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/json.h"
#include "app/ctl/progress.h"
#include "app/ctl/text.h"
#include "models/journal/bundle.h"
#include "models/provenance/registry/registry.h"

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 largestInput = 4 << 20; ///< octets of a checkpoint and of certificates

QString foundText(const CheckpointFinding& one)
{
    QString text = one.isComplete ? Ctl::tr("everything that it names is here")
        : one.isPartial           ? Ctl::tr("what is here of it is whole")
                                  : Ctl::tr("its chains cannot be compared here");
    if (!one.stampedBy.isEmpty()) {
        text += one.isAuthorityTrusted
            ? Ctl::tr("; stamped %1 by %2").arg(shownTime(one.checkpoint.stampedAt), one.stampedBy)
            : Ctl::tr("; stamped %1 by %2, whom nothing here vouches for (--tsa-ca)")
                  .arg(shownTime(one.checkpoint.stampedAt), one.stampedBy);
    }
    return text;
}

Problem problemOf(const Error& error, const QString& where)
{
    return {error.code, where, error.message};
}

/// The segments of fingerprints: every octet of each, where `deep`.
Expected<void> verifyRegistry(const Call& call, Desk& desk, bool deep, std::vector<Problem>& problems)
{
    auto snapshot = provenance::Registry(desk.casework()).snapshot();
    if (!snapshot) {
        if (!isDamage(snapshot.error()) && !snapshot.error().is("provenance.segment-missing"_L1)) {
            return std::unexpected(std::move(snapshot).error());
        }
        problems.push_back(problemOf(snapshot.error(), snapshot.error().detail));
        return {};
    }
    for (const auto& segment : deep ? (*snapshot)->index().segments() : decltype((*snapshot)->index().segments())()) {
        const auto whole = segment->verify({.cancelled = [&] { return call.stop().stop_requested(); }});
        if (!whole && !isDamage(whole.error())) {
            return std::unexpected(whole.error());
        }
        if (!whole) {
            problems.push_back(problemOf(whole.error(), segment->info().name));
        }
    }
    return {};
}

Expected<Expectation> expectationOf(const Call& call);

Expected<Verification> verifyVault(Call& call)
{
    TRY(const Expectation expected, expectationOf(call));
    TRY(const auto desk, call.open(Vault::Access::Read));
    const bool deep = call.has("deep"_L1);
    Progress progress(call.out(), Ctl::tr("Verifying"), Progress::Unit::Things);
    TRY(Verification result,
        desk->journal().verify(
            deep, [&](qint64 done, qint64 all) { progress.show(done, all); }, call.stop(), expected));
    CHECK_OK(verifyRegistry(call, *desk, deep, result.problems));
    if (const QString wanted = call.value("expect"_L1).toLower();
        !wanted.isEmpty() && wanted != hex(result.fingerprint)) {
        result.problems.push_back({u"verify.unexpected-fingerprint"_s, hex(result.fingerprint),
                                   Ctl::tr("This is another vault than the one whose fingerprint was given.")});
    }
    return result;
}

Expected<Bytes> expectedFingerprint(const Call& call)
{
    const Bytes given = Bytes::fromHex(call.value("expect"_L1).toLatin1());
    if (call.has("expect"_L1) && given.size() != 32) {
        return failure("usage.value"_L1, Ctl::tr("--expect takes a fingerprint of 64 hexadecimal digits."));
    }
    return given;
}

/// What the result is held against, as far as options say.
Expected<Expectation> expectationOf(const Call& call)
{
    Expectation expected;
    if (call.has("tsa-ca"_L1)) {
        TRY(const auto file, openInput(call.value("tsa-ca"_L1), call.stop()));
        expected.authorities = file->read(largestInput);
    }
    if (call.has("against"_L1)) {
        TRY(const auto file, openInput(call.value("against"_L1), call.stop()));
        TRY(expected.against, CheckpointFile::decode(file->read(largestInput)));
    }
    return expected;
}

QJsonArray checkpointsOf(const Verification& result)
{
    QJsonArray array;
    for (const CheckpointFinding& one : result.checkpoints) {
        const auto& stamped = one.checkpoint.stampedAt;
        array.append(QJsonObject{{u"id"_s, one.id.text()},
                                 {u"at"_s, isoTime(one.checkpoint.at)},
                                 {u"chains"_s, one.checkpoint.chains},
                                 {u"root"_s, hex(one.checkpoint.root)},
                                 {u"complete"_s, one.isComplete},
                                 {u"partial"_s, one.isPartial},
                                 {u"stamped"_s, stamped ? QJsonValue(isoTime(*stamped)) : QJsonValue()},
                                 {u"authority"_s, one.stampedBy},
                                 {u"authority_trusted"_s, one.isAuthorityTrusted}});
    }
    return array;
}

QString checkpointLines(const Verification& result)
{
    QString text;
    for (const CheckpointFinding& one : result.checkpoints) {
        text += Ctl::tr("Checkpoint of %1: %2").arg(shownTime(one.checkpoint.at), foundText(one)) + u'\n';
    }
    return text;
}

QJsonObject documentOf(const Verification& result, bool deep)
{
    QJsonArray problems;
    for (const Problem& problem : result.problems) {
        problems.append(
            QJsonObject{{u"code"_s, problem.code}, {u"where"_s, problem.where}, {u"message"_s, problem.message}});
    }
    return {{u"ok"_s, result.ok()},
            {u"deep"_s, deep},
            {u"changes"_s, result.changes},
            {u"devices"_s, result.devices},
            {u"head"_s, hex(result.head)},
            {u"fingerprint"_s, hex(result.fingerprint)},
            {u"checkpoints"_s, checkpointsOf(result)},
            {u"signed_heads"_s, result.signedHeads},
            {u"blobs"_s, result.blobs},
            {u"destroyed"_s, result.destroyed},
            {u"quarantined"_s, QJsonObject{{u"invalid"_s, result.invalid}, {u"held"_s, result.held}}},
            {u"unsigned_tail"_s, result.unsignedTail},
            {u"not_understood"_s, result.notUnderstood},
            {u"unreadable"_s, result.unreadable},
            {u"problems"_s, problems}};
}

QString textOf(const Verification& result, bool deep)
{
    QString text = result.ok()
        ? Ctl::tr("Nothing was altered.\n")
        : Ctl::tr("This vault does NOT verify: problems found: %1.\n").arg(result.problems.size());
    for (const Problem& problem : result.problems) {
        text += u"  %1  %2\n      %3\n"_s.arg(problem.code, problem.where, problem.message);
    }
    text += Ctl::tr("Changes: %1, by devices: %2, under signed heads: %3. Not yet signed: %4.\n")
                .arg(result.changes)
                .arg(result.devices)
                .arg(result.signedHeads)
                .arg(result.unsignedTail);
    text += Ctl::tr("Quarantined: %1 invalid, %2 held. Of compartments that you may not read: %3.\n")
                .arg(result.invalid)
                .arg(result.held)
                .arg(result.unreadable);
    text += checkpointLines(result);
    text += deep ? Ctl::tr("Evidence read whole: %1.\n").arg(result.blobs)
                 : Ctl::tr("Evidence was not read; --deep reads all of it.\n");
    text += Ctl::tr("Fingerprint of the vault: %1\n").arg(hex(result.fingerprint));
    text += Ctl::tr(
                "An older copy of the whole folder verifies too: compare the heads' digest with one that you noted: "
                "%1\n")
                .arg(hex(result.head));
    return text;
}

QString bundleText(const Verification& result, const BundleManifest& manifest, bool isPinned)
{
    QString text = result.ok()
        ? Ctl::tr("The bundle is whole: nothing in it was altered.\n")
        : Ctl::tr("This bundle does NOT verify: problems found: %1.\n").arg(result.problems.size());
    for (const Problem& problem : result.problems) {
        text += u"  %1  %2\n      %3\n"_s.arg(problem.code, problem.where, problem.message);
    }
    text += Ctl::tr("%1, exported by %2 at %3\n")
                .arg(manifest.title, manifest.exportedBy, shownTime(manifest.exportedAt));
    text += Ctl::tr("Changes: %1, by devices: %2. Quarantined: %3 invalid, %4 held. Evidence: %5, destroyed: %6.\n")
                .arg(result.changes)
                .arg(result.devices)
                .arg(result.invalid)
                .arg(result.held)
                .arg(result.blobs)
                .arg(result.destroyed);
    text += checkpointLines(result);
    text += Ctl::tr("Fingerprint of the vault it comes from: %1\n").arg(hex(result.fingerprint));
    text += isPinned ? Ctl::tr("It is the expected one.\n")
                     : Ctl::tr("Whoever forges a whole bundle makes a whole one: compare the fingerprint with one that "
                               "you have from elsewhere, and give it with --expect.\n");
    return text;
}

Expected<Exit> verifyBundle(Call& call)
{
    TRY(const Bytes expected, expectedFingerprint(call));
    TRY(const Expectation against, expectationOf(call));
    Schema schema;
    addIncidentTypes(schema);
    const SystemClock clock;
    TRY(const auto bundle, Bundle::open(call.argument(0), schema, clock, {}, call.stop()));
    Progress progress(call.out(), Ctl::tr("Verifying"), Progress::Unit::Things);
    TRY(const Verification result,
        bundle->verify(expected, [&](qint64 done, qint64 all) { progress.show(done, all); }, call.stop(), against));
    const bool isPinned = !expected.isEmpty() && expected == result.fingerprint;
    QJsonObject document = documentOf(result, true);
    document.insert(u"trust"_s, isPinned ? u"pinned"_s : u"unpinned"_s);
    document.insert(u"incident"_s, bundle->manifest().incident.text());
    document.insert(u"title"_s, bundle->manifest().title);
    document.insert(u"exported"_s, isoTime(bundle->manifest().exportedAt));
    document.insert(u"exported_by"_s, bundle->manifest().exportedBy);
    call.out().answer(document, bundleText(result, bundle->manifest(), isPinned));
    return result.ok() ? Exit::Done : Exit::No;
}

Expected<Exit> verify(Call& call)
{
    if (!call.arguments().isEmpty()) {
        return verifyBundle(call);
    }
    CHECK_OK(expectedFingerprint(call));
    auto result = verifyVault(call);
    if (!result) {
        if (!isDamage(result.error())) {
            return std::unexpected(std::move(result).error());
        }
        // Damage so deep that the vault does not open is still an answer, and the answer is no.
        Verification damaged;
        damaged.problems.push_back(problemOf(result.error(), result.error().detail));
        result = std::move(damaged);
    }
    const bool deep = call.has("deep"_L1);
    call.out().answer(documentOf(*result, deep), textOf(*result, deep));
    return result->ok() ? Exit::Done : Exit::No;
}

} // namespace

Commands verifyCommands()
{
    return {
        {.path = {u"verify"_s},
         .summary = Ctl::tr(
             "Proves that nothing in the vault, or in an exported bundle, was altered, or says what was."),
         .detail = Ctl::tr("Checks the database's pages, every chain and signature, the right of each author, that "
                           "what is shown equals what follows from the changes, and the index of registered data sets. "
                           "Exit code 1: it does not verify.\n\n"
                           "A bundle needs no vault and no passphrase. It is held against itself; only the fingerprint "
                           "given with --expect (from the covering letter, not from the bundle) tells that it comes "
                           "from the vault that it names."),
         .arguments = {{u"BUNDLE"_s, Ctl::tr("A file that \"incident export --format bundle\" wrote."),
                        Argument::Count::Optional}},
         .options = {{.name = u"deep"_s,
                      .value = {},
                      .help = Ctl::tr("Read every piece of evidence and every fingerprint too.")},
                     {.name = u"expect"_s,
                      .value = u"FINGERPRINT"_s,
                      .help = Ctl::tr("The fingerprint that the vault must have, or come from."),
                      .alias = u"trust"_s},
                     {.name = u"against"_s,
                      .value = u"CHECKPOINT"_s,
                      .help = Ctl::tr("A checkpoint that was kept outside (\"journal checkpoint -o\"): finds an older "
                                      "copy that was put in place of the vault.")},
                     {.name = u"tsa-ca"_s,
                      .value = u"FILE"_s,
                      .help = Ctl::tr("Certificates (PEM) of the time-stamp authorities that are believed (default: "
                                      "the system's); a stamp by any other is then a problem.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault --json verify --deep"_s,
                      u"bulkheadctl verify inc-0001.zip --expect 3f7a…"_s,
                      u"bulkheadctl --vault ~/acme.vault verify --against 2026-11-24.checkpoint"_s},
         .answer
         = u"ok, changes, devices, head, fingerprint, checkpoints[{id, at, chains, root, complete, partial, stamped, "
           "authority, authority_trusted}], signed_heads, blobs, quarantined, "
           "unsigned_tail, problems[{code, where, message}]; of a bundle also trust (pinned, unpinned), "
           "incident, title, exported, exported_by"_s,
         .run = verify},
    };
}

} // namespace bulkhead::ctl
