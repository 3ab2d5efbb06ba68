#pragma once

#include <QFuture>
#include <QObject>
#include <QPromise>
#include <QThreadPool>

#include <memory>
#include <optional>
#include <type_traits>

namespace bulkhead {

/// Runs `work() -> T` on a thread of the pool, then `done(T)` on `context`'s thread, unless it is gone. Work must not
/// touch anything of the window: it takes copies in.
template<typename Work, typename Done> void runAside(QObject* context, Work work, Done done)
{
    using Answer = std::invoke_result_t<Work&>;
    auto answer = std::make_shared<std::optional<Answer>>();
    auto promise = std::make_shared<QPromise<void>>();
    auto job = std::make_shared<Work>(std::move(work));
    promise->future().then(
        context, [answer, after = std::make_shared<Done>(std::move(done))] { (*after)(std::move(**answer)); });
    QThreadPool::globalInstance()->start([promise, answer, job] {
        promise->start();
        answer->emplace((*job)());
        promise->finish();
    });
}

} // namespace bulkhead
