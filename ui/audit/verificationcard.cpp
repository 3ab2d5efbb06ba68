#include "ui/audit/verificationcard.h"

#include "ui/common/pill.h"
#include "ui/common/timetext.h"
#include "ui/common/words.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTextBrowser>
#include <QVBoxLayout>

#include <algorithm>

namespace bulkhead {

namespace {

using namespace Qt::StringLiterals;

QString row(const QString& name, const QString& value)
{
    return u"<tr><td>%1&nbsp;&nbsp;</td><td>%2</td></tr>"_s.arg(name.toHtmlEscaped(), value.toHtmlEscaped());
}

QString grouped(const QString& digits)
{
    QStringList groups;
    for (qsizetype i = 0; i < digits.size(); i += 8) {
        groups.append(digits.mid(i, 8));
    }
    return groups.join(u' ');
}

QString htmlOf(const Verification& result, bool wasDeep)
{
    QString html;
    for (const Problem& problem : result.problems) {
        html += u"<p><b>%1</b><br>%2 (%3)</p>"_s.arg(problem.message.toHtmlEscaped(), problem.where.toHtmlEscaped(),
                                                     problem.code.toHtmlEscaped());
    }
    html += u"<table>"_s;
    html += row(VerificationCard::tr("Changes"),
                VerificationCard::tr("%1 by devices: %2, signatures: %3, not yet signed: %4")
                    .arg(countText(result.changes), countText(result.devices), countText(result.signedHeads),
                         countText(result.unsignedTail)));
    html += row(VerificationCard::tr("Quarantined"),
                VerificationCard::tr("%1 invalid, %2 held").arg(countText(result.invalid), countText(result.held)));
    if (result.unreadable > 0) {
        html += row(VerificationCard::tr("Unreadable"),
                    VerificationCard::tr("%1, of compartments that you may not read; their chains were checked")
                        .arg(countText(result.unreadable)));
    }
    html += row(VerificationCard::tr("Evidence"),
                wasDeep ? VerificationCard::tr("%Ln piece(s) read whole", nullptr, formOf(result.blobs))
                        : VerificationCard::tr("not read; Shift+F8 reads all of it"));
    if (!result.checkpoints.empty()) {
        const auto complete = std::ranges::count_if(result.checkpoints, &CheckpointFinding::isComplete);
        html += row(VerificationCard::tr("Checkpoints"),
                    VerificationCard::tr("%1, of which everything is here: %2")
                        .arg(countText(static_cast<qint64>(result.checkpoints.size())),
                             countText(static_cast<qint64>(complete))));
    }
    html += row(VerificationCard::tr("Fingerprint"), grouped(hex(result.fingerprint)));
    html += row(VerificationCard::tr("Heads"), grouped(hex(result.head)));
    html += u"</table>"_s;
    html += u"<p>%1</p>"_s.arg(
        VerificationCard::tr("An older copy of the whole folder verifies too: note the heads elsewhere, and compare.")
            .toHtmlEscaped());
    return html;
}

} // namespace

VerificationCard::VerificationCard(QWidget* parent)
    : Card(tr("Verification"), parent)
    , m_pill(new Pill(this))
    , m_text(new QTextBrowser(this))
{
    setObjectName(u"audit.verification"_s);
    m_text->setObjectName(u"audit.verificationText"_s);
    m_text->setAccessibleName(tr("What the verification found"));
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setMinimumHeight(150);
    corner()->addWidget(m_pill);
    body()->addWidget(m_text);
}

void VerificationCard::showResult(const Verification& result, bool wasDeep, qint64 at)
{
    setTitle(tr("Verified %1").arg(timetext::preciseMoment(at)));
    m_pill->setWord(result.ok() ? Word{tr("Nothing was altered"), Tone::Ok, Mark::Check}
                                : Word{tr("Problems: %1").arg(countText(static_cast<qint64>(result.problems.size()))),
                                       Tone::Overdue, Mark::Octagon});
    m_text->setHtml(htmlOf(result, wasDeep));
    show();
}

QByteArray verificationJson(const Verification& result, bool wasDeep, qint64 at)
{
    QJsonArray problems;
    for (const Problem& problem : result.problems) {
        problems.append(
            QJsonObject{{u"code"_s, problem.code}, {u"where"_s, problem.where}, {u"message"_s, problem.message}});
    }
    const QJsonObject object{{u"ok"_s, result.ok()},
                             {u"deep"_s, wasDeep},
                             {u"verified"_s, timetext::utc(at)},
                             {u"program"_s, u"bulkhead "_s + QLatin1StringView(BULKHEAD_VERSION)},
                             {u"changes"_s, result.changes},
                             {u"devices"_s, result.devices},
                             {u"signed_heads"_s, result.signedHeads},
                             {u"unsigned_tail"_s, result.unsignedTail},
                             {u"blobs"_s, result.blobs},
                             {u"invalid"_s, result.invalid},
                             {u"held"_s, result.held},
                             {u"unreadable"_s, result.unreadable},
                             {u"not_understood"_s, result.notUnderstood},
                             {u"destroyed"_s, result.destroyed},
                             {u"checkpoints"_s, static_cast<qint64>(result.checkpoints.size())},
                             {u"fingerprint"_s, hex(result.fingerprint)},
                             {u"head"_s, hex(result.head)},
                             {u"problems"_s, problems}};
    return QJsonDocument(object).toJson();
}

} // namespace bulkhead
