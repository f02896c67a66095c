import NIOCore

/// Runs tasks on the thread of an event loop, so that an answer from memory needs no other thread.
///
/// Only for work of microseconds (`FrontEnd.isBrief`): whoever computes for longer first leaves with `withTaskExecutorPreference(globalConcurrentExecutor)`.
final class EventLoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
