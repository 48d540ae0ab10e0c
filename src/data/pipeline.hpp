#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/parallel.hpp"
#include "data/chunks.hpp"

namespace coppice {

/// Cuts a file into chunks, parses them on all threads and appends their rows to a table in file
/// order. A thread cuts the next chunk, parses it, and appends what is next in order, if no other
/// thread is at it; none waits for another but where the pieces in flight are used up, so a
/// thread that loses its core holds nobody up for long.
///
///     thread 0   cut 1 | parse 1 ....... | append 1 | cut 4 | parse 4 .........
///     thread 1           cut 2 | parse 2 .... | cut 3 | parse 3 . | append 2 3 | cut 5 ...
///
/// `Rows` has a type Piece, with the chunk in it, parse(piece, thread), which several threads call
/// at once, append(piece), and update_plan(), called at the end of a run. Where parse throws, the
/// rows before the fault are in the piece; they are appended all the same, since they may have a
/// fault of their own, which is then the first.
template <class Rows>
class Pipeline {
 public:
  using Piece = typename Rows::Piece;

  template <class... RowsArgs>
  Pipeline(std::unique_ptr<Source> source, ChunkCutter::Options options, RowsArgs&&... args)
      : cutter_(std::move(source), std::move(options)), rows_(std::forward<RowsArgs>(args)...) {}

  /// Reads at most `most_chunks` chunks; false at the end of the file. Of several errors the first
  /// in file order is thrown, after the rows before it have been appended.
  bool run(std::uint64_t most_chunks) {
    const int threads = inside_team() ? 1 : thread_count();
    const std::size_t in_flight = threads == 1 ? 1 : 4 * static_cast<std::size_t>(threads);
    if (flights_.size() != in_flight) flights_ = std::vector<Flight>(in_flight);
    last_ = cut_ + most_chunks;
    run_team(threads, [&](int thread) {
      while (Flight* const flight = take_off()) {
        if (!flight->error) {
          flight->has_rows = true;
          guarded(*flight, [&] { rows_.parse(flight->piece, thread); });
        }
        land(*flight);
      }
    });
    if (error_) std::rethrow_exception(error_);
    rows_.update_plan();
    return !ended_;
  }

  Rows& rows() { return rows_; }
  const Source& source() const { return cutter_.source(); }
  std::uint64_t text_bytes() const { return text_bytes_; }

 private:
  /// A chunk between being cut and being appended. Threads write to neighbouring ones.
  struct alignas(64) Flight {
    Piece piece;
    std::exception_ptr error;
    bool has_rows = false;  ///< false where it was not even cut
    bool parsed = false;
  };

  template <class Body>
  static void guarded(Flight& flight, Body&& body) {
    try {
      body();
    } catch (...) {
      flight.error = std::current_exception();
    }
  }

  /// Cuts the next chunk; nullptr where there is none. A fault of the cutter takes off too, so
  /// that faults of earlier chunks go before it.
  Flight* take_off() {
    const std::lock_guard cutting(cutter_mutex_);
    {
      std::unique_lock lock(mutex_);
      landed_.wait(lock, [&] { return error_ || cut_ - appended_ < flights_.size(); });
      if (error_ || ended_ || cut_ == last_) return nullptr;
    }
    Flight& flight = flights_[cut_ % flights_.size()];
    guarded(flight, [&] { ended_ = !cutter_.next(flight.piece.chunk); });
    if (ended_) return nullptr;
    const std::lock_guard lock(mutex_);
    ++cut_;
    ended_ = flight.error != nullptr;
    return &flight;
  }

  /// Marks the flight as parsed, and appends the chunks that are next in order.
  void land(Flight& done) {
    std::unique_lock lock(mutex_);
    done.parsed = true;
    if (appending_) return;
    appending_ = true;
    for (;;) {
      Flight& next = flights_[appended_ % flights_.size()];
      if (error_ || !next.parsed) break;
      lock.unlock();
      if (next.has_rows) guarded(next, [&] { rows_.append(next.piece); });
      lock.lock();
      next.parsed = next.has_rows = false;
      error_ = next.error;
      text_bytes_ += next.piece.chunk.text.size();
      ++appended_;
      landed_.notify_all();
    }
    appending_ = false;
  }

  ChunkCutter cutter_;
  Rows rows_;
  std::vector<Flight> flights_;  ///< chunk i is in flights_[i % size]

  std::mutex cutter_mutex_;  ///< held while cutting; always taken before mutex_
  bool ended_ = false;       ///< guarded by it: nothing is left to cut

  std::mutex mutex_;                ///< of all below
  std::condition_variable landed_;  ///< a chunk has been appended
  std::uint64_t cut_ = 0, appended_ = 0, last_ = 0;
  std::uint64_t text_bytes_ = 0;
  bool appending_ = false;
  std::exception_ptr error_;
};

}  // namespace coppice
