#pragma once

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <chrono>
#include <functional>
#include <map>
#include <thread>

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
    /// Takes each line that it says (but "done": it was through before it could be killed) until `isEnough`, and kills
    /// it a moment later; what it had said by then is taken, too. False where it falls silent before.
    [[nodiscard]] bool killWhen(const std::function<bool()>& isEnough, std::chrono::microseconds moment,
                                const std::function<void(const QByteArray& line)>& take)
    {
        const auto listen = [&] {
            while (process.canReadLine()) {
                if (const QByteArray line = process.readLine().trimmed(); line != "done") {
                    take(line);
                }
            }
        };
        while (!isEnough()) {
            if (!process.canReadLine() && !process.waitForReadyRead(60'000)) {
                return false;
            }
            listen();
        }
        std::this_thread::sleep_for(moment);
        kill();
        listen();
        return true;
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
