#include "data/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "base/error.hpp"
#include "base/large_blocks.hpp"
#include "base/memory.hpp"
#include "base/parallel.hpp"
#include "data/csv_table.hpp"
#include "data/libsvm_table.hpp"
#include "data/message.hpp"
#include "data/pipeline.hpp"
#include "data/text_file.hpp"

namespace coppice {

namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 18;
constexpr std::uint64_t kChunksAtOnce = 256;  // between two words to the observer

/// Chunks that TableReader::next hands out at once: enough to keep all threads busy.
std::uint64_t chunks_a_table() {
  return std::max<std::uint64_t>(32, 8 * static_cast<std::uint64_t>(thread_count()));
}

/// Chunks to read before the kinds found by looking are made known to the parser: one a thread.
std::uint64_t first_chunks() {
  return static_cast<std::uint64_t>(thread_count());
}

using CsvPipeline = Pipeline<CsvTable>;
using LibsvmPipeline = Pipeline<LibsvmTable>;

}  // namespace

struct TableReader::State {
  /// Calls body with the pipeline of the file's format.
  template <class Body>
  decltype(auto) visit(Body&& body) {
    if (auto* csv = std::get_if<CsvPipeline>(&pipeline)) return body(*csv);
    return body(std::get<LibsvmPipeline>(pipeline));
  }

  State(const std::string& path, const ReadParams& params, const ReadRequest& request,
        Observer& listener)
      : file(path, params, request, listener), observer(listener) {
    ChunkCutter::Options cut = file.cut;
    cut.chunk_bytes = request.chunk_bytes > 0 ? request.chunk_bytes : kChunkBytes;
    if (file.csv) {
      pipeline.emplace<CsvPipeline>(std::move(file.source), std::move(cut), file.name,
                                    file.csv->dialect, std::move(file.csv->layout), file.missing,
                                    request);
    } else {
      pipeline.emplace<LibsvmPipeline>(std::move(file.source), std::move(cut), file.name, request);
    }
  }

  /// Reads some chunks; at the end of the file settles what is open. False once it has ended.
  bool read_some(std::uint64_t chunks) {
    if (ended) return false;
    visit([&](auto& pipe) {
      ended = !pipe.run(chunks);
      if (ended) pipe.rows().finish();
      observer.bytes_read(file.name, pipe.source().done(), pipe.source().total());
    });
    return true;
  }

  bool ready() {
    return visit([](auto& pipe) { return pipe.rows().ready(); });
  }
  std::size_t rows() {
    return visit([](auto& pipe) { return pipe.rows().count(); });
  }

  /// Makes room for the whole file, judged by what was read so far. Throws where that much memory
  /// must not be taken.
  void reserve_whole() {
    visit([&](auto& pipe) {
      const Source& source = pipe.source();
      if (!source.plain() || pipe.text_bytes() == 0) return;
      const double share =
          static_cast<double>(source.total()) / static_cast<double>(pipe.text_bytes());
      if (share <= 1) return;
      const double more = (share - 1) * static_cast<double>(pipe.rows().bytes());
      require_memory(static_cast<std::size_t>(more),
                     fmt::format("holding the rows of {}", file.name));
      pipe.rows().reserve(share);
    });
  }

  /// Touches the memory that the rows of so many chunks will take, on all threads at once; else its
  /// pages would come one by one, each awaited by the thread that appends.
  void touch_room(std::uint64_t chunks) {
    if (thread_count() == 1) return;
    Room room;
    visit([&](auto& pipe) {
      const Source& source = pipe.source();
      if (!source.plain() || pipe.text_bytes() == 0) return;
      const std::uint64_t left = source.total() - std::min(source.total(), pipe.text_bytes());
      const std::uint64_t next = std::min<std::uint64_t>(left, chunks * kChunkBytes);
      pipe.rows().add_room(static_cast<double>(next) / static_cast<double>(pipe.text_bytes()),
                           room);
    });
    constexpr std::size_t kPiece = std::size_t{1} << 21;
    Room pieces;
    for (const std::span<std::byte> memory : room) {
      for (std::size_t begin = 0; begin < memory.size(); begin += kPiece)
        pieces.push_back(memory.subspan(begin, std::min(kPiece, memory.size() - begin)));
    }
    parallel_for(pieces.size(), [&](std::size_t i) { touch_pages(pieces[i]); });
  }

  /// Throws where a file of unknown length has come near the limit.
  void watch_memory() {
    const std::size_t bytes = visit([](auto& pipe) { return pipe.rows().bytes(); });
    require_memory(bytes / 4, fmt::format("holding more rows of {}", file.name));
  }

  /// Moves the rows read since the last call to `table`. `known_ones`: name also the categories
  /// of the request's schema.
  void take_rows(Table& table, bool known_ones) {
    visit([&](auto& pipe) {
      pipe.rows().take_rows(table);
      pipe.rows().name_categories(table, known_ones);
      pipe.rows().describe();
    });
  }

  TextFile file;
  Observer& observer;
  std::variant<std::monostate, CsvPipeline, LibsvmPipeline> pipeline;
  bool ended = false;
};

TableReader::TableReader(const std::string& path, const ReadParams& params,
                         const ReadRequest& request, Observer& observer)
    : state_(std::make_unique<State>(path, params, request, observer)) {
  while (!state_->ready()) state_->read_some(first_chunks());
  state_->visit([](auto& pipe) { pipe.rows().describe(); });
}

TableReader::~TableReader() = default;

const Schema& TableReader::schema() const {
  return state_->visit([](auto& pipe) -> const Schema& { return pipe.rows().schema(); });
}

bool TableReader::next(Table& chunk) {
  while (state_->rows() == 0) {
    if (!state_->read_some(chunks_a_table())) return false;
  }
  state_->take_rows(chunk, false);
  return true;
}

const std::vector<std::uint64_t>& TableReader::unseen_cells() const {
  return state_->visit(
      [](auto& pipe) -> const std::vector<std::uint64_t>& { return pipe.rows().unseen_cells(); });
}

namespace {

void warn_empty_columns(const Schema& schema, const std::string& file, Observer& observer) {
  std::vector<std::string> empty;
  for (const FeatureSchema& feature : schema.features) {
    const bool numbers = feature.kind == ColumnKind::numeric;
    if (numbers && feature.range.empty()) empty.push_back(feature.name);
  }
  if (empty.empty()) return;
  observer.warning(fmt::format("{}: {} of {} columns have no value in any row and are not used: {}",
                               file, empty.size(), schema.features.size(), shown_names(empty)));
}

}  // namespace

LoadedTable read_table(const std::string& path, const ReadParams& params,
                       const ReadRequest& request, Observer& observer) {
  TableReader::State state(path, params, request, observer);
  state.read_some(first_chunks());
  state.reserve_whole();
  for (;;) {
    const std::uint64_t chunks = state.ready() ? kChunksAtOnce : first_chunks();
    state.touch_room(chunks);
    if (!state.read_some(chunks)) break;
    state.watch_memory();
  }
  LoadedTable loaded;
  state.take_rows(loaded.table, true);
  state.visit([&](auto& pipe) {
    loaded.schema = std::move(pipe.rows().schema());
    loaded.unseen_cells = pipe.rows().unseen_cells();
  });
  if (request.schema == nullptr) warn_empty_columns(loaded.schema, state.file.name, observer);
  return loaded;
}

}  // namespace coppice
