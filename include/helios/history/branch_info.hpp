// helios/history/branch_info.hpp -- what the registry knows of branches and tags, and the events
// that change it.
//
// Shape     an event is the payload of a branch or registry frame: u8 kind, then its fields
//           (impl/branch_info.ipp); events set, they do not add: applying the end of a sequence of
//           events twice gives the same registry
// Errors    decode: XX001
#pragma once

#include <helios/base/bytes.hpp>
#include <helios/base/ids.hpp>
#include <helios/config.hpp>
#include <helios/storage/directory.hpp>

#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace helios::history {

inline constexpr branch_id main_branch{0};

struct branch_info {
  branch_id id{};
  std::string name;
  branch_id parent{};  // of main: itself
  scn forked_at{};     // the state of the parent that it began with
  microseconds created{};
  bool dropped = false;
  std::vector<std::pair<std::string, std::string>>
      options;  // WITH (...), stored as they were given

  scn last{};  // its newest commit; its fork point before the first
  /// From here on every state of its line is kept; VACUUM raises it.
  scn oldest{};
  static constexpr scn nothing_kept{std::numeric_limits<std::uint64_t>::max()};
};

struct tag_info {
  std::string name;
  branch_id branch{};
  scn at{};
  microseconds created{};
};

/// An edge of the commit graph beside the branches' own lines.
struct merge_info {
  scn at{};  // the merge commit
  branch_id into{};
  branch_id from{};
  scn from_at{};  // the commit that was merged
};

/// Where a branch stood at a checkpoint.
struct branch_image {
  branch_info info;
  storage::database_root root;  // its pages
  scn at{};
  bool written = false;  // false: it was forked and dropped between two checkpoints
};

enum class event_kind : std::uint8_t { branch = 1, tag = 2, untag = 3, setting = 4, counter = 5 };

/// XX001 unless a commit's number and time are such that others can follow it.
HELIOS_DECL void check_commit(scn at, microseconds time);

[[nodiscard]] HELIOS_DECL bytes encode_branch(branch_info const& b);
[[nodiscard]] HELIOS_DECL branch_info decode_branch(byte_reader& r);
[[nodiscard]] HELIOS_DECL bytes encode_image(branch_image const& b);
[[nodiscard]] HELIOS_DECL branch_image decode_image(byte_view in);
[[nodiscard]] HELIOS_DECL bytes encode_tag(tag_info const& t);
[[nodiscard]] HELIOS_DECL tag_info decode_tag(byte_reader& r);

}  // namespace helios::history

#if HELIOS_HEADER_ONLY
#include <helios/history/impl/branch_info.ipp>
#endif
