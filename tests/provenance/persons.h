#pragma once

#include <QByteArray>

namespace bulkhead::test {

/// Invented persons `from` to `to` as CSV with a heading, a row each: name, e-mail address, telephone number.
inline QByteArray persons(int from, int to)
{
    QByteArray text = "name,email,phone\n";
    for (int i = from; i < to; ++i) {
        const QByteArray number = QByteArray::number(i);
        text += "Person" + number + " Family" + number + ",p" + number + "@made-up.org,+49 30 "
            + QByteArray::number(1'000'000 + 7 * i) + '\n';
    }
    return text;
}

} // namespace bulkhead::test
