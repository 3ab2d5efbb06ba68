#pragma once

#include <QString>

#include <expected>
#include <utility>

namespace bulkhead {

/// What went wrong, as a value that crosses rooms.
///
/// `code` is stable and dotted ("vault.wrong-passphrase"); automation branches on it. `message` is one translated
/// sentence or two for the person: what happened, what it means, what to do next. `detail` is for the log and never
/// holds a record's values or a secret.
struct Error
{
    QString code;
    QString message;
    QString detail = {};

    bool operator==(const Error&) const = default;
    [[nodiscard]] bool is(QLatin1StringView other) const { return code == other; }
    /// True where the code stands in that room: `in("vault")` for "vault.locked".
    [[nodiscard]] bool in(QLatin1StringView room) const
    {
        return code.startsWith(room) && code.size() > room.size() && code.at(room.size()) == QLatin1Char('.');
    }
};

template<typename T = void> using Expected = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> failure(QLatin1StringView code, QString message, QString detail = {})
{
    return std::unexpected(Error{QString(code), std::move(message), std::move(detail)});
}

/// GCC 12 has std::expected without its monadic members: these two stand in for early return.
#define BULKHEAD_CONCAT_(a, b) a##b
#define BULKHEAD_CONCAT(a, b) BULKHEAD_CONCAT_(a, b)
/// `TRY(auto value, expression)`: declares value from an Expected<T>, or returns its error.
#define TRY(declaration, ...)                                                                                          \
    auto BULKHEAD_CONCAT(expected_, __LINE__) = (__VA_ARGS__);                                                         \
    if (!BULKHEAD_CONCAT(expected_, __LINE__)) {                                                                       \
        return std::unexpected(std::move(BULKHEAD_CONCAT(expected_, __LINE__)).error());                               \
    }                                                                                                                  \
    declaration = *std::move(BULKHEAD_CONCAT(expected_, __LINE__))
/// `CHECK_OK(expression)`: returns the error of an Expected<void>.
#define CHECK_OK(...)                                                                                                  \
    if (auto ok_ = (__VA_ARGS__); !ok_) {                                                                              \
        return std::unexpected(std::move(ok_).error());                                                                \
    }

} // namespace bulkhead
