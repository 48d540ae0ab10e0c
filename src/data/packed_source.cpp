// Sources that unpack another source: gzip (RFC 1952) and zstd (RFC 8878). Both formats may hold
// several members one after the other; their texts are one text.

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "data/source.hpp"

namespace coppice {

namespace {

/// What the two formats share: a buffer of packed bytes, and how far the file has been read.
class PackedSource : public Source {
 public:
  PackedSource(std::unique_ptr<Source> packed, std::string name)
      : packed_(std::move(packed)), name_(std::move(name)), buffer_(std::size_t{1} << 17) {}

  std::uint64_t done() const override { return packed_->done(); }
  std::uint64_t total() const override { return packed_->total(); }
  bool plain() const override { return false; }

 protected:
  std::size_t fill() { return packed_->read(buffer_.data(), buffer_.size()); }
  char* buffer() { return buffer_.data(); }
  [[noreturn]] void fail(const char* format, const char* reason) const {
    throw input_error("{}: {} data is damaged: {}; make the file again", name_, format, reason);
  }

 private:
  std::unique_ptr<Source> packed_;
  std::string name_;
  std::vector<char> buffer_;
};

class GzipSource final : public PackedSource {
 public:
  GzipSource(std::unique_ptr<Source> packed, std::string name)
      : PackedSource(std::move(packed), std::move(name)) {
    constexpr int kGzipWindow = 15 + 16;  // zlib: largest window, gzip header
    if (inflateInit2(&stream_, kGzipWindow) != Z_OK) throw std::bad_alloc();
  }
  ~GzipSource() override { inflateEnd(&stream_); }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

  std::size_t read(char* to, std::size_t size) override {
    const auto room =
        static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    stream_.avail_out = room;
    while (stream_.avail_out == room && !ended_) inflate_some();
    return room - stream_.avail_out;
  }

 private:
  void inflate_some() {
    if (stream_.avail_in == 0 && !refill()) {
      if (!between_members_) fail("gzip", "it ends too early");
      ended_ = true;
      return;
    }
    if (between_members_ && !next_member()) return;
    const int status = inflate(&stream_, Z_NO_FLUSH);
    if (status == Z_STREAM_END) {
      between_members_ = true;
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      fail("gzip", stream_.msg != nullptr ? stream_.msg : "unknown fault");
    }
  }

  bool refill() {
    stream_.next_in = reinterpret_cast<Bytef*>(buffer());
    stream_.avail_in = static_cast<uInt>(fill());
    return stream_.avail_in > 0;
  }

  /// Skips the zeros that some tools pad with; true where another member starts.
  bool next_member() {
    while (stream_.avail_in > 0 && *stream_.next_in == 0) ++stream_.next_in, --stream_.avail_in;
    if (stream_.avail_in == 0) return false;
    inflateReset(&stream_);
    between_members_ = false;
    return true;
  }

  z_stream stream_ = {};
  bool between_members_ = false, ended_ = false;
};

class ZstdSource final : public PackedSource {
 public:
  ZstdSource(std::unique_ptr<Source> packed, std::string name)
      : PackedSource(std::move(packed), std::move(name)), stream_(ZSTD_createDStream()) {
    if (!stream_) throw std::bad_alloc();
    ZSTD_initDStream(stream_.get());
  }

  std::size_t read(char* to, std::size_t size) override {
    ZSTD_outBuffer out{to, size, 0};
    while (out.pos == 0) {
      // Output that did not fit before may wait in the stream, with all input taken.
      if (in_.pos == in_.size && !more_output_) {
        in_ = {buffer(), fill(), 0};
        if (in_.size == 0) {
          if (in_frame_) fail("zstd", "it ends too early");
          return 0;
        }
      }
      const std::size_t status = ZSTD_decompressStream(stream_.get(), &out, &in_);
      if (ZSTD_isError(status) != 0) fail("zstd", ZSTD_getErrorName(status));
      in_frame_ = status != 0;
      more_output_ = out.pos == out.size && in_frame_;
    }
    return out.pos;
  }

 private:
  struct Free {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };
  std::unique_ptr<ZSTD_DStream, Free> stream_;
  ZSTD_inBuffer in_ = {nullptr, 0, 0};
  bool in_frame_ = false, more_output_ = false;
};

}  // namespace

std::unique_ptr<Source> gzip_source(std::unique_ptr<Source> packed, std::string name) {
  return std::make_unique<GzipSource>(std::move(packed), std::move(name));
}

std::unique_ptr<Source> zstd_source(std::unique_ptr<Source> packed, std::string name) {
  return std::make_unique<ZstdSource>(std::move(packed), std::move(name));
}

}  // namespace coppice
