#pragma once

#include "models/journal/journal.h"
#include "ui/common/card.h"

class QLabel;
class QTextBrowser;

namespace bulkhead {

class Pill;

/// What a verification found: the answer in one line, then what it rests on.
class VerificationCard : public Card
{
    Q_OBJECT

public:
    explicit VerificationCard(QWidget* parent = nullptr);

    void showResult(const Verification& result, bool wasDeep, qint64 at);

private:
    Pill* m_pill;
    QTextBrowser* m_text;
};

/// The result as it is exported: the counts, digests and problems, with when and by which program it was found.
[[nodiscard]] QByteArray verificationJson(const Verification& result, bool wasDeep, qint64 at);

} // namespace bulkhead
