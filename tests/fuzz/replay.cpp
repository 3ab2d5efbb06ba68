#include "tests/fuzz/target.h"

#include <QDir>
#include <QFile>

#include <cstdio>

/// Gives the target its seeds and so many mutations of each (`BULKHEAD_MUTATIONS`, else 300), the same in every run; or
/// the files that are named, as libFuzzer writes them. `--seeds DIR` writes the seeds, to begin a corpus with.
int main(int count, char** arguments)
{
    using namespace bulkhead;
    const auto give = [](const QByteArray& octets) {
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(octets.constData()),
                               static_cast<std::size_t>(octets.size()));
    };
    const QList<QByteArray> seeds = fuzz::seeds();
    if (count == 3 && qstrcmp(arguments[1], "--seeds") == 0) {
        const QDir folder(QFile::decodeName(arguments[2]));
        for (qsizetype i = 0; i < seeds.size(); ++i) {
            QFile file(folder.filePath(QString::number(i)));
            if (!file.open(QIODevice::WriteOnly) || file.write(seeds[i]) != seeds[i].size()) {
                std::fprintf(stderr, "%s\n", qPrintable(file.errorString()));
                return 1;
            }
        }
        return 0;
    }
    for (int i = 1; i < count; ++i) {
        QFile file(QFile::decodeName(arguments[i]));
        if (!file.open(QIODevice::ReadOnly)) {
            std::fprintf(stderr, "%s: %s\n", arguments[i], qPrintable(file.errorString()));
            return 1;
        }
        give(file.readAll());
    }
    if (count > 1) {
        return 0;
    }
    qInstallMessageHandler([](QtMsgType kind, const QMessageLogContext&, const QString& text) {
        if (kind == QtFatalMsg) { // not the complaints of zlib
            std::fprintf(stderr, "%s\n", qPrintable(text));
        }
    });
    const int asked = qEnvironmentVariableIntValue("BULKHEAD_MUTATIONS");
    constexpr int usual = 300;
    std::mt19937_64 random(20'261'127);
    for (const QByteArray& seed : seeds) {
        give(seed);
        for (int round = 0; round < (asked > 0 ? asked : usual); ++round) {
            give(fuzz::mutated(seed, random));
        }
    }
    std::printf("%lld seeds\n", static_cast<long long>(seeds.size()));
    return 0;
}
