#include "models/provenance/registry/certificate.h"
#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/json.h"
#include "app/ctl/progress.h"
#include "app/ctl/text.h"

#include <algorithm>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;
using provenance::ReadCertificate;

constexpr qint64 largestFile = qint64(17) << 20; ///< octets that are read of a certificate at most

Expected<Exit> writeCertificate(Call& call)
{
    const QString file = call.value("output"_L1);
    if (file == "-"_L1) {
        return failure("usage.value"_L1,
                       Ctl::tr("A certificate is written to a file, whose hash stands in the chain of custody."));
    }
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id id, desk->casework().find(Table<Evidence>::kind, call.argument(0)));
    // The secret that opened the vault a moment ago is the proof that the signature asks for.
    TRY(const Credential again, call.credential());
    TRY(const auto made, provenance::makeCertificate(desk->casework(), id, file, again));
    CHECK_OK(desk->finish());
    call.out().answer({{u"file"_s, made.file},
                       {u"page"_s, made.page},
                       {u"sha256"_s, hex(made.sha256)},
                       {u"verdict"_s, made.verdict},
                       {u"report"_s, made.report.text()}},
                      Ctl::tr("The certificate is written to %1, signed, and for reading to %2; the chain of custody "
                              "says so.\nSHA-256: %3")
                          .arg(made.file, made.page, hex(made.sha256)));
    return Exit::Done;
}

/// One finding, and whether it is as it should be.
struct Finding
{
    QString id;
    bool isGood = false;
    QString text;
};

/// Whose key signed it, where the vault knows.
std::optional<QString> memberOf(const Journal& journal, const Bytes& key)
{
    for (const Journal::NamedMember& one : journal.members()) {
        if (one.member.signingKey == key) {
            return one.member.name;
        }
    }
    return {};
}

Expected<void> reproduce(Call& call, const ReadCertificate& certificate, std::vector<Finding>& findings)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    Casework& casework = desk->casework();
    const auto signer = memberOf(casework.journal(), certificate.signerKey);
    findings.push_back({u"signer_known"_s, signer.has_value(),
                        signer ? Ctl::tr("Signed by a member of this vault: %1.").arg(*signer)
                               : Ctl::tr("Signed by nobody of this vault.")});
    TRY(const auto now, provenance::Registry(casework).snapshot());
    std::function<Expected<std::unique_ptr<QIODevice>>()> open;
    if (call.has("sample"_L1)) {
        open = [&] { return openInput(call.value("sample"_L1), call.stop()); };
    } else {
        TRY(const auto all, casework.all<Evidence>(Id()));
        const auto held = std::ranges::find_if(
            all, [&](const auto& one) { return one.value.sha256 == certificate.sampleHash; });
        if (held == all.end()) {
            return failure("input.missing"_L1,
                           Ctl::tr("The certified sample is not in this vault; give it with --sample FILE."));
        }
        open = [&casework, blob = held->value.blob] { return casework.journal().openMaterial(blob); };
    }
    Progress progress(call.out(), Ctl::tr("Asking again"));
    TRY(const auto again,
        provenance::reproduceCertificate(
            *now, certificate, open, [&](qint64 done, qint64 all) { progress.show(done, all); }, call.stop()));
    findings.push_back({u"registry_same"_s, again.isRegistrySame,
                        again.isRegistrySame
                            ? Ctl::tr("The registry is what it was.")
                            : Ctl::tr("The registry is another one than then, so the answer may be another one.")});
    findings.push_back({u"reproduced"_s, again.isSummarySame,
                        again.isSummarySame
                            ? Ctl::tr("A second run gives the same answer, octet for octet.")
                            : Ctl::tr("A second run gives another answer: %1.").arg(again.answer.verdict)});
    return {};
}

Expected<Exit> checkCertificate(Call& call)
{
    const Bytes pinned = Bytes::fromHex(call.value("signer"_L1).toLatin1());
    constexpr qsizetype keySize = 32;
    if (call.has("signer"_L1) && pinned.size() != keySize) {
        return failure("usage.value"_L1, Ctl::tr("--signer takes a key of 64 hexadecimal digits."));
    }
    TRY(const auto source, openInput(call.argument(0), call.stop()));
    TRY(const ReadCertificate certificate, provenance::readCertificate(source->read(largestFile)));
    std::vector<Finding> findings{{u"signature_good"_s, certificate.isSignatureGood,
                                   certificate.isSignatureGood
                                       ? Ctl::tr("The signature is good: nothing of it was altered.")
                                       : Ctl::tr("The signature is not good: it was altered, or never signed.")},
                                  {u"consistent"_s, certificate.isConsistent,
                                   certificate.isConsistent ? Ctl::tr("Its figures are those of its summary.")
                                                            : Ctl::tr("Its figures are not those of its summary.")}};
    if (call.has("signer"_L1)) {
        const bool isPinned = pinned == certificate.signerKey;
        findings.push_back({u"signer_expected"_s, isPinned,
                            isPinned ? Ctl::tr("It is signed with the key that was given.")
                                     : Ctl::tr("It is signed with another key than the one that was given.")});
    }
    if (call.has("sample"_L1) || call.has("reproduce"_L1)) {
        CHECK_OK(reproduce(call, certificate, findings));
    }
    const bool isGood = std::ranges::all_of(findings, &Finding::isGood);
    QJsonObject document{{u"ok"_s, isGood},
                         {u"sample"_s, certificate.sampleName},
                         {u"sha256"_s, hex(certificate.sampleHash)},
                         {u"bytes"_s, certificate.sampleSize},
                         {u"verdict"_s, certificate.verdict},
                         {u"stands"_s, certificate.stands},
                         {u"issuer"_s, certificate.issuer},
                         {u"issued"_s, isoTime(certificate.issuedAt)},
                         {u"signer"_s, hex(certificate.signerKey)},
                         {u"vault_fingerprint"_s, hex(certificate.vaultFingerprint)},
                         {u"statement"_s, QJsonArray::fromStringList(certificate.statement)}};
    QString text;
    for (const QString& line : certificate.statement) {
        text += wrapped(line, u"  "_s);
    }
    text += u'\n'
        + Ctl::tr("Issued by %1 on %2, key %3, vault %4.\n")
              .arg(certificate.issuer, shownTime(certificate.issuedAt), hex(certificate.signerKey),
                   hex(certificate.vaultFingerprint));
    for (const Finding& one : findings) {
        document.insert(one.id, one.isGood);
        text += (one.isGood ? u"  "_s : u"! "_s) + one.text + u'\n';
    }
    if (!call.has("signer"_L1)) {
        text += Ctl::tr("Whose key it is nobody but the issuer can tell you: compare it with one that you got another "
                        "way, with --signer.\n");
    }
    call.out().answer(document, text);
    return isGood ? Exit::Done : Exit::No;
}

} // namespace

Commands certificateCommands()
{
    return {
        {.path = {u"certificate"_s, u"write"_s},
         .summary = Ctl::tr("Writes a signed certificate of the newest answer about a sample, for outsiders."),
         .detail = Ctl::tr(
             "It says how many rows are what, against which data sets and by which rules, and what people "
             "have set beside; no values. A page for reading is written beside it. Both are readable by "
             "you alone."),
         .arguments = {{u"ID"_s, Ctl::tr("The evidence: its id or the beginning of it.")}},
         .options = {{.name = u"output"_s,
                      .value = u"FILE"_s,
                      .help = Ctl::tr("A new JSON file; the page is called the same with .html."),
                      .isRequired = true,
                      .letter = u'o'}},
         .examples = {u"bulkheadctl --vault ~/acme.vault certificate write 01jd -o leak-certificate.json"_s},
         .answer = u"file, page, sha256, verdict, report"_s,
         .run = writeCertificate},
        {.path = {u"certificate"_s, u"check"_s},
         .summary = Ctl::tr("Checks a certificate; with the vault, whether a second run gives the same."),
         .detail = Ctl::tr(
             "Without --reproduce and --sample no vault is needed. Answers with 1 where anything is not as "
             "it should be."),
         .arguments = {{u"FILE"_s, Ctl::tr("The certificate, or - for standard input.")}},
         .options = {{.name = u"signer"_s,
                      .value = u"KEY"_s,
                      .help = Ctl::tr("The key that it has to be signed with, as 64 hexadecimal digits.")},
                     {.name = u"reproduce"_s,
                      .value = {},
                      .help = Ctl::tr("Ask again about the sample, as this vault holds it.")},
                     {.name = u"sample"_s, .value = u"FILE"_s, .help = Ctl::tr("Ask again about this file.")}},
         .examples = {u"bulkheadctl certificate check leak-certificate.json"_s,
                      u"bulkheadctl --vault ~/acme.vault certificate check leak-certificate.json --reproduce"_s},
         .answer = u"ok, signature_good, consistent, signer_expected, signer_known, registry_same, reproduced, sample, "
                   "sha256, bytes, verdict, stands, issuer, issued, signer, vault_fingerprint, statement[]"_s,
         .run = checkCertificate},
    };
}

} // namespace bulkhead::ctl
