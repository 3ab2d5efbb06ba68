#include "models/provenance/headerwords.h"

#include "models/provenance/fold.h"

#include <QFile>

#include <algorithm>
#include <array>
#include <vector>

namespace bulkhead::provenance {

namespace {
/// The words of resources/provenance/headers.txt, which is compiled in.
std::vector<HeaderWord> readHeaderWords()
{
    QFile file(QStringLiteral(":/provenance/headers.txt"));
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("The header words are not part of this program.");
    }
    std::vector<HeaderWord> read;
    int number = 0;
    while (!file.atEnd()) {
        const QString line = QString::fromUtf8(file.readLine()).trimmed();
        ++number;
        if (line.isEmpty() || line.startsWith(QLatin1Char('#'))) {
            continue;
        }
        const auto colon = line.indexOf(QLatin1Char(':'));
        const auto meaning = meaningFromId(QStringView(line).left(std::max<qsizetype>(colon, 0)));
        if (!meaning) {
            qFatal("Line %d of the header words begins with no meaning.", number);
        }
        for (const QString& word : line.mid(colon + 1).split(QLatin1Char(','))) {
            read.push_back({.word = foldedWord(word.toStdString()), .meaning = *meaning});
        }
    }
    return read;
}
} // namespace

std::span<const HeaderWord> headerWords()
{
    static const std::vector<HeaderWord> words = readHeaderWords();
    return words;
}

} // namespace bulkhead::provenance
