#include "models/provenance/registry/certificate.h"
#include "models/provenance/registry/manifest.h"
#include "models/provenance/tagging/copyindex.h"
#include "tests/fuzz/target.h"

using namespace bulkhead;
using namespace bulkhead::provenance;

/// What the program has written and reads again, from a vault or from outside: the first octet says what the rest is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    const QByteArray rest(reinterpret_cast<const char*>(octets) + 1, static_cast<qsizetype>(size - 1));
    switch (octets[0] % 6) {
    case 0:
        if (const auto summary = Summary::fromCbor(rest); summary && summary->toCbor() != rest) {
            qFatal("a summary has two forms");
        }
        break;
    case 1:
        if (const auto rows = RowVerdicts::unpack(rest)) {
            (void)rows->counts();
        }
        break;
    case 2:
        if (const auto certificate = readCertificate(rest); certificate && certificate->isSignatureGood) {
            qFatal("nobody has signed this");
        }
        break;
    case 3:
        if (const auto manifest = readManifest(rest); manifest && manifest->isSignatureGood) {
            qFatal("nobody has signed this");
        }
        break;
    case 4:
        (void)decodeCanaries(rest);
        break;
    default:
        if (const auto rows = RowSet::fromText(QString::fromUtf8(rest)); rows && rows->isEmpty()) {
            qFatal("no rows");
        }
    }
    return 0;
}

QList<QByteArray> fuzz::seeds()
{
    Summary summary;
    summary.rows = 3;
    summary.columns.push_back({.column = {.name = QStringLiteral("E-Mail"), .meaning = Meaning::Email}});
    summary.dataSets.push_back({.dataSet = Id::derived("a"), .name = QStringLiteral("a"), .version = {}});
    summary.stripe.push_back({.firstRow = 1});
    RowVerdicts rows;
    for (int i = 0; i < 100; ++i) {
        rows.add(static_cast<Verdict>(i % verdictCount));
    }
    const QByteArray hash(64, 'a');
    return {QByteArray(1, '\0') + summary.toCbor(),
            QByteArray(1, '\1') + rows.pack(),
            QByteArray(1, '\2') + "{\"format\":\"bulkhead verdict certificate 1\",\"sample\":{\"sha256\":\"" + hash
                + "\"},\"signer\":\"" + hash + "\",\"summary\":\"" + summary.toCbor().toHex() + "\",\"signature\":\""
                + hash + hash + "\"}",
            QByteArray(1, '\3') + "{\"@id\":\"urn:bulkhead:copy:x\",\"distribution\":[{\"sha256\":\"" + hash
                + "\"}],\"bulkhead:signer\":\"" + hash + "\",\"bulkhead:signature\":\"" + hash + hash + "\"}",
            QByteArray(1, '\4') + encodeCanaries({}),
            QByteArray(1, '\5') + "3,7-9, 12 - 15"};
}
