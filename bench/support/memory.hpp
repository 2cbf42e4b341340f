// The most memory that this process held at a time, as the kernel counts it: pages of a mapped
// file, too, once they were touched.
#pragma once

#include <cstdio>
#include <fstream>
#include <optional>
#include <string>

namespace helios::bench {

/// The most is counted anew from now on. false: the system does not let us.
[[nodiscard]] inline bool reset_peak_memory() {
  std::ofstream to("/proc/self/clear_refs");
  to << "5" << std::flush;
  return static_cast<bool>(to);
}

/// In MB; nothing: the system does not tell.
[[nodiscard]] inline std::optional<double> peak_memory_now() {
  std::ifstream from("/proc/self/status");
  for (std::string line; std::getline(from, line);) {
    unsigned long kilobytes = 0;
    if (std::sscanf(line.c_str(), "VmHWM: %lu", &kilobytes) == 1)
      return static_cast<double>(kilobytes) / 1024;
  }
  return {};
}

}  // namespace helios::bench
