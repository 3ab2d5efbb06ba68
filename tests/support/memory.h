#pragma once

#include <QByteArray>
#include <QFile>

namespace bulkhead::test {

/// MiB that this process holds ("VmRSS:"), or held at most ("VmHWM:") since `forgetPeak`.
[[nodiscard]] inline double memory(const QByteArray& what)
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("no /proc");
    }
    for (const QByteArray& line : file.readAll().split('\n')) {
        if (line.startsWith(what)) {
            return line.mid(what.size()).simplified().split(' ').front().toDouble() / 1024;
        }
    }
    return 0;
}

inline void forgetPeak()
{
    QFile file(QStringLiteral("/proc/self/clear_refs"));
    if (!file.open(QIODevice::WriteOnly) || file.write("5") != 1) {
        qFatal("no /proc");
    }
}

} // namespace bulkhead::test
