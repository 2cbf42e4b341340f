// helios/storage/value_mover.hpp -- long values of one file into another, each once.
//
// Shape     copies of pages and commits hold the old file's references until they are moved:
//           move(reference) reads the value, flush() stores the new reference in its place
// Holds     (O1) references to one value in the old file become references to one in the new file
// Threads   one at a time
// Errors    as storage/long_value.hpp and storage/value_writer.hpp
// Cost      a value is read, verified and written once; about 80 bytes of memory each
#pragma once

#include <helios/storage/value_writer.hpp>

#include <unordered_map>
#include <utility>
#include <vector>

namespace helios::storage {

class page_source;

class value_mover {
 public:
  /// `from`: the new file's pages, which go on below their first offset in the old file's.
  value_mover(page_source& from, value_writer to) noexcept : from_(&from), to_(std::move(to)) {}

  /// The 24 bytes there are the old reference until the next flush(), then the new one. Requires
  /// them to stay where they are until flush() or forget(). One into the new file stays as it is.
  HELIOS_DECL void move(std::byte* reference);
  /// Requires a page that holds moved references to be written after this.
  HELIOS_DECL void flush();
  /// The same for a commit.
  void settle() {
    flush();
    to_.settle();
  }
  /// Copies whose references were not stored yet are not wanted any more.
  void forget() noexcept { waiting_.clear(); }

 private:
  page_source* from_;
  value_writer to_;
  // By where a value begins in the old file. Nodes of the map stay where they are.
  std::unordered_map<std::uint64_t, value_ref> moved_;
  std::vector<std::pair<std::byte*, value_ref const*>> waiting_;
};

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/value_mover.ipp>
#endif
