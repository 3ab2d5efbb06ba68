#include "app/ctl/secrets.h"

#include "app/ctl/interrupt.h"
#include "app/ctl/text.h"

#include <QFile>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

constexpr std::size_t secretLimit = 1 << 20;
constexpr std::size_t firstRoom = 4096;

/// A descriptor that is closed at the end.
class Descriptor
{
public:
    explicit Descriptor(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor()
    {
        if (m_descriptor >= 0) {
            ::close(m_descriptor);
        }
    }
    [[nodiscard]] int get() const { return m_descriptor; }

private:
    int m_descriptor;
};

/// The terminal without echo, as long as it lives.
class SilentTerminal
{
public:
    explicit SilentTerminal(int descriptor)
        : m_descriptor(descriptor)
    {
        ::tcgetattr(m_descriptor, &m_before);
        termios silent = m_before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(m_descriptor, TCSAFLUSH, &silent);
    }
    SilentTerminal(const SilentTerminal&) = delete;
    SilentTerminal& operator=(const SilentTerminal&) = delete;
    ~SilentTerminal() { ::tcsetattr(m_descriptor, TCSAFLUSH, &m_before); }

private:
    int m_descriptor;
    termios m_before = {};
};

std::unexpected<Error> unreadable(const QString& what, int reason)
{
    return failure("input.unreadable"_L1, Ctl::tr("%1 cannot be read: %2.").arg(what, qt_error_string(reason)));
}

/// Reads until `end` says so, in locked memory all the way.
Expected<SecretBytes> readSecret(int descriptor, const QString& what, const std::stop_token& stop, bool oneLine)
{
    SecretBytes buffer(firstRoom);
    std::size_t size = 0;
    while (!stop.stop_requested()) {
        pollfd wait{.fd = descriptor, .events = POLLIN, .revents = 0};
        const int ready = ::poll(&wait, 1, 100);
        if (ready == 0 || (ready < 0 && errno == EINTR)) {
            continue;
        }
        if (size == buffer.size()) {
            if (size >= secretLimit) {
                return failure("input.too-large"_L1, Ctl::tr("%1 is longer than a secret may be (1 MiB).").arg(what));
            }
            SecretBytes larger(buffer.size() * 2);
            std::memcpy(larger.data(), buffer.data(), size);
            buffer = std::move(larger);
        }
        const ssize_t taken = ::read(descriptor, buffer.data() + size, buffer.size() - size);
        if (taken < 0) {
            if (errno == EINTR || errno == EAGAIN) {
                continue;
            }
            return unreadable(what, errno);
        }
        size += static_cast<std::size_t>(taken);
        if (taken == 0 || (oneLine && buffer.data()[size - 1] == '\n')) {
            return SecretBytes::copyOf(buffer.view().first(static_cast<qsizetype>(size)));
        }
    }
    return cancelled();
}

} // namespace

Expected<SecretBytes> secretFromFile(const QString& path)
{
    const Descriptor file(::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) {
        return unreadable(path, errno);
    }
    return readSecret(file.get(), path, {}, false);
}

Expected<SecretBytes> secretFromDescriptor(const QString& number, const std::stop_token& stop)
{
    bool isNumber = false;
    const int descriptor = number.toInt(&isNumber);
    if (!isNumber || descriptor < 0) {
        return failure("usage.value"_L1, Ctl::tr("\"%1\" is not the number of a file descriptor.").arg(number));
    }
    return readSecret(descriptor, Ctl::tr("File descriptor %1").arg(descriptor), stop, false);
}

bool hasTerminal()
{
    return Descriptor(::open("/dev/tty", O_RDWR | O_CLOEXEC)).get() >= 0;
}

Expected<SecretBytes> secretFromTerminal(const QString& question, const std::stop_token& stop)
{
    const Descriptor terminal(::open("/dev/tty", O_RDWR | O_CLOEXEC));
    if (terminal.get() < 0) {
        return failure("vault.no-passphrase"_L1,
                       Ctl::tr("The vault is locked, and there is no terminal to ask for the passphrase. Give "
                               "--passphrase-file, --passphrase-fd or --recovery-file."));
    }
    const QByteArray prompt = question.toUtf8() + ' ';
    const auto say = [&](const QByteArray& text) {
        return ::write(terminal.get(), text.constData(), static_cast<std::size_t>(text.size())) == text.size();
    };
    const SilentTerminal silent(terminal.get());
    if (!say(prompt)) {
        return unreadable(Ctl::tr("The terminal"), errno);
    }
    auto answer = readSecret(terminal.get(), Ctl::tr("The terminal"), stop, true);
    if (!say("\n") && answer) {
        return unreadable(Ctl::tr("The terminal"), errno);
    }
    return answer;
}

Expected<void> writeSecretFile(const QString& path, BytesView secret)
{
    const Descriptor file(
        ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (file.get() < 0) {
        return errno == EEXIST
            ? failure("input.exists"_L1, Ctl::tr("%1 is there already, and a secret is not written over it.").arg(path))
            : failure("machine.write-failed"_L1,
                      Ctl::tr("%1 cannot be written: %2.").arg(path, qt_error_string(errno)));
    }
    const auto written = ::write(file.get(), secret.data(), static_cast<std::size_t>(secret.size()));
    if (written != secret.size() || ::write(file.get(), "\n", 1) != 1 || ::fsync(file.get()) != 0) {
        const int reason = errno;
        ::unlink(QFile::encodeName(path).constData());
        return failure("machine.write-failed"_L1,
                       Ctl::tr("%1 cannot be written: %2.").arg(path, qt_error_string(reason)));
    }
    return {};
}

} // namespace bulkhead::ctl
