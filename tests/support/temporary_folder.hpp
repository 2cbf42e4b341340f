// tests/support/temporary_folder.hpp -- a fresh folder that is gone at the end of the scope.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

#include <unistd.h>

namespace helios::test {

class temporary_folder {
 public:
  temporary_folder() : path_(std::filesystem::temp_directory_path().string() + "/helios_") {
    path_.append(6, 'X');  // what mkdtemp replaces
    if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("mkdtemp failed: " + path_);
  }
  ~temporary_folder() {
    std::error_code left_behind;  // nothing a test could do about it
    std::filesystem::remove_all(path_, left_behind);
  }
  temporary_folder(temporary_folder const&) = delete;
  temporary_folder& operator=(temporary_folder const&) = delete;

  /// Ends in '/': names are appended to it.
  [[nodiscard]] std::string path() const { return path_ + '/'; }

 private:
  std::string path_;
};

}  // namespace helios::test
