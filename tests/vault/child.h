#pragma once

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <functional>
#include <map>

/// A second process of the same test program that plays a part: `--part NAME FOLDER`.
namespace bulkhead::fixture {

/// Says a word to the parent and waits until it is killed or its input ends.
inline void sayAndWait(const char* word)
{
    QFile out, in;
    if (out.open(stdout, QIODevice::WriteOnly) && in.open(stdin, QIODevice::ReadOnly)) {
        out.write(QByteArray(word) + '\n');
        out.flush();
        (void)in.readAll();
    }
}

class Child
{
public:
    Child(const QString& part, const QString& folder)
    {
        process.setProgram(QCoreApplication::applicationFilePath());
        process.setArguments({QStringLiteral("--part"), part, folder});
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start();
    }
    ~Child() { kill(); }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    [[nodiscard]] bool says(const QByteArray& word)
    {
        while (!process.canReadLine()) {
            if (!process.waitForReadyRead(60'000)) {
                return false;
            }
        }
        return process.readLine().trimmed() == word;
    }
    void kill()
    {
        process.kill();
        process.waitForFinished(60'000);
    }

    QProcess process;
};

using Part = std::function<int(const QString& folder)>;

/// The main function of a test with parts.
template<typename Test> int mainWithParts(int argc, char** argv, const std::map<QString, Part>& parts)
{
    QCoreApplication program(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 4 && arguments[1] == QLatin1String("--part")) {
        return parts.at(arguments[2])(arguments[3]);
    }
    Test test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace bulkhead::fixture
