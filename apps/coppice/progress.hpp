#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>

namespace coppice {

/// Seconds since it was made.
class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Seconds to a thousandth, for a summary.
double rounded(double seconds);

/// Time left of a job from its speed: a mean that forgets, by half in about three seconds, so
/// that it follows a machine that gets busy and does not jump.
class TimeLeft {
 public:
  /// `done` units were reached `now` seconds after the start.
  void update(double done, double now);
  /// Seconds until `total`; 0 before the speed is known.
  double seconds(double total) const;

 private:
  double done_ = 0, now_ = 0, speed_ = 0;
};

/// "4.2 s", "45 s", "3 min 20 s", "2 h 5 min".
std::string duration_text(double seconds);
/// "512 B", "4.2 MB".
std::string bytes_text(double bytes);
/// "[=====>    ]", `share` of 0 to 1.
std::string bar_text(double share, int width);

/// One line of a terminal that is drawn over and over, at most ten times a second. A job that is
/// over before half a second has passed is never drawn.
class ProgressLine {
 public:
  /// True where it is time to draw again.
  bool due();
  void draw(std::string_view text);
  /// Takes the line away, so that other text can be written.
  void clear();

 private:
  Stopwatch clock_;
  double last_ = 0;
  bool shown_ = false;
};

/// Several such lines, drawn in place of the last ones.
class ProgressTable {
 public:
  bool due();
  void draw(std::span<const std::string> lines);
  void clear();

 private:
  Stopwatch clock_;
  double last_ = 0;
  std::size_t shown_ = 0;
};

}  // namespace coppice
