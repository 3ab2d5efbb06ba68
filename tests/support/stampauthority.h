#pragma once

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

/// A time-stamp authority of the test's own, made of the `openssl` program: an independent peer of RFC 3161.
namespace bulkhead::test {

class StampAuthority
{
public:
    /// `days` that the signer's certificate is valid for, from now; negative: it has expired.
    explicit StampAuthority(int days = 30)
    {
        write(QStringLiteral("ca.cnf"),
              "[req]\ndistinguished_name=dn\nprompt=no\nx509_extensions=ca\n[dn]\nCN=Test root\n[ca]\n"
              "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n");
        write(QStringLiteral("tsa.cnf"),
              "[req]\ndistinguished_name=dn\nprompt=no\n[dn]\nCN=Test stamps\n[ext]\nbasicConstraints=CA:FALSE\n"
              "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n"
              "[tsa]\ndefault_tsa=one\n[one]\nserial=serial\ncrypto_device=builtin\nsigner_cert=tsa.pem\n"
              "signer_key=tsa.key\ncerts=ca.pem\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256\n"
              "accuracy=secs:1\nordering=yes\ntsa_name=no\ness_cert_id_chain=no\ness_cert_id_alg=sha256\n");
        write(QStringLiteral("serial"), "01\n");
        m_isReady = run({"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem",
                         "-days", "30", "-config", "ca.cnf"})
            && run({"req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.csr", "-config",
                    "tsa.cnf"})
            && run({"x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
                    "tsa.pem", "-days", QByteArray::number(days), "-extfile", "tsa.cnf", "-extensions", "ext"});
    }

    [[nodiscard]] static bool isAvailable()
    {
        return !QStandardPaths::findExecutable(QStringLiteral("openssl")).isEmpty();
    }
    [[nodiscard]] bool isReady() const { return m_isReady; }
    [[nodiscard]] QString path(const QString& name) const { return m_folder.filePath(name); }
    [[nodiscard]] QByteArray certificates() const { return read(QStringLiteral("ca.pem")); }

    [[nodiscard]] QByteArray answer(const QByteArray& question) const
    {
        QFile::remove(path(QStringLiteral("answer.tsr")));
        write(QStringLiteral("question.tsq"), question);
        return run({"ts", "-reply", "-config", "tsa.cnf", "-section", "one", "-queryfile", "question.tsq", "-out",
                    "answer.tsr"})
            ? read(QStringLiteral("answer.tsr"))
            : QByteArray();
    }
    /// Whether `openssl ts -verify` takes the token for these octets.
    [[nodiscard]] bool verifies(const QByteArray& token, const QByteArray& octets) const
    {
        write(QStringLiteral("token.der"), token);
        write(QStringLiteral("octets"), octets);
        return run({"ts", "-verify", "-token_in", "-in", "token.der", "-data", "octets", "-CAfile", "ca.pem"});
    }

private:
    bool run(const QList<QByteArray>& arguments) const
    {
        QProcess process;
        QStringList words;
        for (const QByteArray& one : arguments) {
            words.append(QString::fromUtf8(one));
        }
        process.setWorkingDirectory(m_folder.path());
        process.start(QStringLiteral("openssl"), words);
        const bool done = process.waitForFinished() && process.exitCode() == 0;
        if (!done) {
            qWarning("openssl %s\n%s", qPrintable(words.join(u' ')), process.readAllStandardError().constData());
        }
        return done;
    }
    void write(const QString& name, const QByteArray& bytes) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
            qFatal("%s", qPrintable(name));
        }
    }
    [[nodiscard]] QByteArray read(const QString& name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QTemporaryDir m_folder;
    bool m_isReady = false;
};

} // namespace bulkhead::test
