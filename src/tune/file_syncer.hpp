#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

namespace coppice {

/// Syncs a file to the disk on a thread of its own, so that who writes need not wait the
/// milliseconds that a disk takes.
class FileSyncer {
 public:
  /// The descriptor must stay open until it is gone.
  explicit FileSyncer(int descriptor);
  /// All that was asked for is synced, or has failed.
  ~FileSyncer();
  FileSyncer(const FileSyncer&) = delete;
  FileSyncer& operator=(const FileSyncer&) = delete;

  /// What is written so far is to be synced soon.
  void ask();
  /// Waits until it is. Returns 0, or the error number of a sync that failed.
  int wait();

 private:
  void run();

  const int descriptor_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool asked_ = false, busy_ = false, ending_ = false;
  int failure_ = 0;
  std::thread thread_;  ///< last: it uses all others
};

}  // namespace coppice
