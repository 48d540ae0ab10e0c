#include "tune/file_syncer.hpp"

#include <unistd.h>

#include <cerrno>

namespace coppice {

FileSyncer::FileSyncer(int descriptor) : descriptor_(descriptor), thread_([this] { run(); }) {}

FileSyncer::~FileSyncer() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void FileSyncer::ask() {
  const std::lock_guard lock(mutex_);
  asked_ = true;
  changed_.notify_all();
}

int FileSyncer::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !asked_ && !busy_; });
  return failure_;
}

void FileSyncer::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return asked_ || ending_; });
    if (!asked_) return;
    asked_ = false;
    busy_ = true;
    lock.unlock();
    // A pipe or a device cannot be synced, and need not be.
    const int failure = fsync(descriptor_) != 0 && errno != EINVAL ? errno : 0;
    lock.lock();
    busy_ = false;
    if (failure_ == 0) failure_ = failure;
    changed_.notify_all();
  }
}

}  // namespace coppice
