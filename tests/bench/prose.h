#pragma once

#include <QStringList>

#include <random>

namespace bulkhead::test {

/// Prose of as many words with facts evenly between them, as a section's markup: paragraphs, and among them headings,
/// lists and tables. The same every time.
inline QString prose(int words, int facts)
{
    using namespace Qt::StringLiterals;
    const auto some = [](const char16_t* text) { return QString::fromUtf16(text).split(u'|'); };
    const QStringList subjects = some(
        u"The team|Our hosting provider|An administrator|The export service|A former contractor|The monitoring system|"
        "The customer's own staff|An unknown person|The support desk|The backup job|Our security lead|The partner "
        "portal");
    const QStringList verbs = some(u"noticed|reviewed|copied|restored|revoked|reported|archived|examined|replaced|"
                                   "requested|published|withdrew");
    const QStringList objects = some(
        u"several access tokens of the staging environment|the list of contacts in the shared folder|a sample of the "
        "records with names and addresses|the log files of the gateway in two regions|the configuration of the search "
        "index|all sessions that were open at that time|a copy of the quarterly statements|the permissions of three "
        "service accounts|the notices to the other controllers|an archive with scanned letters");
    const QStringList ends = some(
        u"shortly before the maintenance window|without having been asked to do so|because an alert had been raised by "
        "the sensor|and informed the person on duty|while the investigation was still under way|in agreement with the "
        "controller|although the account had been disabled|as the procedure for such cases requires");
    const QStringList marks = some(u"as of {now}|since {detected}|for {incident.number}|after {aware}|as "
                                   "{incident.codename}|and until {next.update}");
    std::mt19937 random(11); // NOLINT(cert-msc51-cpp)
    const auto any = [&random](const QStringList& from) {
        return from.at(static_cast<qsizetype>(random() % static_cast<quint64>(from.size())));
    };
    QString text;
    int written = 0;
    int marked = 0;
    for (int block = 1; written < words; ++block) {
        const auto sentence = [&] {
            QString one = any(subjects) + u' ' + any(verbs) + u' ' + any(objects) + u' ' + any(ends);
            if (marked * words < written * facts) {
                one += u' ' + any(marks);
                ++marked;
            }
            written += static_cast<int>(one.count(u' ')) + 1;
            return one;
        };
        if (block % 8 == 1) {
            text += u"### "_s + any(subjects) + u' ' + any(verbs) + "\n\n"_L1;
        }
        if (block % 16 == 5) {
            text += u"| What | Who |\n| --- | --- |\n| %1 | %2 |\n| %3 | %4 |\n\n"_s.arg(sentence(), any(subjects),
                                                                                         sentence(), any(subjects));
        } else if (block % 8 == 3) {
            text += u"- %1.\n- **%2**.\n- %3.\n\n"_s.arg(sentence(), sentence(), sentence());
        } else {
            QStringList sentences;
            for (int i = 0; i < 7; ++i) {
                sentences += sentence() + u'.';
            }
            text += sentences.join(u' ') + "\n\n"_L1;
        }
    }
    return text;
}

/// Every so-manieth word is another.
inline QString edited(const QString& text, int every)
{
    using namespace Qt::StringLiterals;
    QStringList words = text.split(u' ');
    for (qsizetype i = every / 2; i < words.size(); i += every) {
        words[i] = u"amended"_s;
    }
    return words.join(u' ');
}

} // namespace bulkhead::test
