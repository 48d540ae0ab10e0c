#include "data/row_texts.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <utility>

#include "base/parallel.hpp"
#include "data/csv_table.hpp"
#include "data/libsvm_table.hpp"
#include "data/pipeline.hpp"
#include "data/text_file.hpp"

namespace coppice {

namespace {

/// The rows of a pipeline (pipeline.hpp) that are text when they land. Each thread gathers its
/// chunks in a table of its own: with a schema a chunk's rows depend on no other chunk.
template <class Gatherer>
class TextRows {
 public:
  using MakeGatherer = std::function<std::unique_ptr<Gatherer>()>;
  struct Piece {
    Chunk chunk;
    std::size_t rows = 0;
    std::string text;
  };

  TextRows(MakeGatherer make, const RowsToText& to)
      : make_(std::move(make)), to_(to), threads_(static_cast<std::size_t>(thread_count())) {}

  void parse(Piece& piece, int thread) {
    Own& own = threads_[static_cast<std::size_t>(thread)];
    if (own.gatherer == nullptr) own.gatherer = make_();
    piece.rows = 0;
    piece.text.clear();
    // What a chunk is parsed into stays with the thread, and so in its cache.
    std::swap(piece.chunk, own.parsed.chunk);
    std::exception_ptr fault;
    try {
      own.gatherer->parse(own.parsed, thread);
    } catch (...) {
      fault = std::current_exception();
    }
    std::swap(piece.chunk, own.parsed.chunk);
    own.gatherer->append(own.parsed);  // the rows before the fault may have one of their own
    if (fault) std::rethrow_exception(fault);
    piece.rows = own.parsed.rows;
    if (piece.rows == 0) return;
    own.gatherer->take_rows(own.rows);
    piece.text = to_.text_of(own.rows);
  }

  void append(const Piece& piece) {
    totals_.rows += piece.rows;
    to_.take(piece.text);
  }

  void update_plan() {}

  /// Ends the file; throws where it has no rows.
  RowTotals finish() {
    if (totals_.rows == 0) make_()->finish();
    for (const Own& own : threads_) {
      if (own.gatherer == nullptr) continue;
      const std::vector<std::uint64_t>& cells = own.gatherer->unseen_cells();
      totals_.unseen_cells.resize(cells.size());
      for (std::size_t i = 0; i < cells.size(); ++i) totals_.unseen_cells[i] += cells[i];
    }
    return std::move(totals_);
  }

 private:
  struct alignas(64) Own {
    std::unique_ptr<Gatherer> gatherer;
    typename Gatherer::Piece parsed;
    Table rows;
  };

  MakeGatherer make_;
  const RowsToText& to_;
  std::vector<Own> threads_;
  RowTotals totals_;
};

/// Bytes of a chunk: of rows enough for a predictor, which takes them by the hundred, but not of
/// more than lie in a second-level cache once parsed, nor all of a file on one thread; and of
/// little where much is written of a row, lines are very long, or threads are many.
std::size_t chunk_bytes(const TextFile& file, std::size_t most_rows) {
  constexpr std::size_t kUsual = std::size_t{1} << 18, kLeast = std::size_t{1} << 14;
  constexpr std::size_t kRows = 128;
  constexpr std::size_t kInFlight = std::size_t{1} << 24;
  const auto threads = static_cast<std::size_t>(thread_count());
  std::size_t bytes = std::max(kUsual, kRows * file.line_bytes);
  bytes = std::min({bytes, most_rows * file.line_bytes, kInFlight / (4 * threads)});
  if (file.source->plain() && file.source->total() > 0) {
    const auto share = static_cast<std::size_t>(file.source->total()) / (8 * threads);
    bytes = std::min(bytes, std::max(kLeast, share));
  }
  return bytes;
}

template <class Gatherer>
RowTotals run_through(TextFile& file, ChunkCutter::Options cut,
                      typename TextRows<Gatherer>::MakeGatherer make, const RowsToText& to,
                      Observer& observer) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::milliseconds kOften{100}, kSeldom{400};
  Pipeline<TextRows<Gatherer>> pipeline(std::move(file.source), std::move(cut), std::move(make),
                                        to);
  // Threads wait for each other at each word to the observer, so these are a while apart.
  const std::uint64_t fewest = 4 * static_cast<std::uint64_t>(thread_count());
  std::uint64_t chunks = fewest;
  for (bool more = true; more;) {
    const Clock::time_point start = Clock::now();
    more = pipeline.run(chunks);
    observer.bytes_read(file.name, pipeline.source().done(), pipeline.source().total());
    const auto time = Clock::now() - start;
    if (time < kOften) chunks *= 2;
    if (time > kSeldom) chunks = std::max(fewest, chunks / 2);
  }
  return pipeline.rows().finish();
}

}  // namespace

RowTotals turn_into_text(const std::string& path, const ReadParams& params,
                         const ReadRequest& request, const RowsToText& to, Observer& observer) {
  TextFile file(path, params, request, observer);
  ChunkCutter::Options cut = file.cut;
  cut.chunk_bytes =
      request.chunk_bytes > 0 ? request.chunk_bytes : chunk_bytes(file, to.most_rows());
  if (file.csv) {
    const auto make = [&] {
      return std::make_unique<CsvTable>(file.name, file.csv->dialect, file.csv->layout,
                                        file.missing, request);
    };
    return run_through<CsvTable>(file, std::move(cut), make, to, observer);
  }
  const auto make = [&] { return std::make_unique<LibsvmTable>(file.name, request); };
  return run_through<LibsvmTable>(file, std::move(cut), make, to, observer);
}

}  // namespace coppice
