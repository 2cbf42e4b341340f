// What a run is asked for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace helios::bench {

struct settings {
  std::uint64_t rows = 1'000'000;
  int rounds = 5;
  std::string folder;  // on the disk that is to be measured; a case has one of its own
  std::string only;    // cases whose name contains it
  std::string out;     // JSON

  /// A path in the folder that no file has: what an earlier round left there is removed.
  [[nodiscard]] std::string fresh(std::string const& name) const {
    std::string path = folder + '/' + name;
    for (char const* const suffix : {"", "-lock", "-wal", "-shm"})
      std::filesystem::remove(path + suffix);
    return path;
  }
};

}  // namespace helios::bench
