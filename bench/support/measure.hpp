// Time, medians, and results that the compiler must not leave out.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

namespace helios::bench {

class stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// The seconds that f takes.
template <class F>
[[nodiscard]] double seconds(F&& f) {
  stopwatch const watch;
  f();
  return watch.seconds();
}

/// Makes a result count as used.
inline void consume(std::int64_t value) { asm volatile("" : : "r"(value) : "memory"); }

/// Requires at least one value.
[[nodiscard]] inline double median(std::vector<double> values) {
  auto const middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 != 0) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

}  // namespace helios::bench
