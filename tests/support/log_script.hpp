// tests/support/log_script.hpp -- short ways to write a log and to read it back.
#pragma once

#include <helios/storage/log.hpp>

#include <tests/support/plain_memory_vfs.hpp>

#include <optional>
#include <random>
#include <string>
#include <vector>

namespace helios::testing {

struct seen_frame {
  std::uint64_t offset;
  storage::frame_type type;
  std::uint64_t scn;
  bytes payload;  // synced_to left out
  std::uint64_t end;
  friend bool operator==(seen_frame const&, seen_frame const&) = default;
};

/// A payload that differs for each number: 8 bytes for the log, then `length` bytes.
inline bytes payload_for(std::uint64_t number, std::size_t length) {
  bytes b(8 + length);
  std::minstd_rand random(static_cast<unsigned>(number * 2654435761u + 1));
  for (std::size_t i = 8; i < b.size(); ++i) b[i] = static_cast<std::byte>(random() >> 8);
  return b;
}

inline std::uint64_t append_commit(storage::log& log, std::uint64_t number, std::size_t length) {
  bytes const payload = payload_for(number, length);
  storage::frame_to_write frame{
      .type = storage::frame_type::commit, .scn = scn{number}, .payload = payload};
  log.append({&frame, 1});
  return frame.offset;
}

inline std::vector<seen_frame> read_all(storage::log_reader& reader) {
  std::vector<seen_frame> all;
  while (auto const frame = reader.next()) {
    byte_view const kept =
        storage::carries_synced_to(frame->header.type) ? frame->payload.subspan(8) : frame->payload;
    all.push_back({frame->offset, frame->header.type, raw(frame->header.scn),
                   bytes(kept.begin(), kept.end()), reader.position().offset});
  }
  return all;
}

inline std::vector<std::uint64_t> commits_in(std::vector<seen_frame> const& frames) {
  std::vector<std::uint64_t> numbers;
  for (auto const& f : frames)
    if (f.type == storage::frame_type::commit) numbers.push_back(f.scn);
  return numbers;
}

/// An open log and what its recovery replayed.
struct session {
  std::unique_ptr<storage::log> log;
  std::vector<seen_frame> replayed;

  session(storage::vfs& world, std::string const& path, bool create = false,
          storage::log_options const& options = {})
      : log(create ? storage::log::create(world, path, options)
                   : storage::log::open(world, path, storage::open_mode::read_write, options)) {
    auto reader = log->read(log->newest_anchor().replay);
    replayed = read_all(reader);
    log->resume(reader, microseconds{1});
  }
  [[nodiscard]] std::vector<std::uint64_t> commits() const { return commits_in(replayed); }
};

/// The SQLSTATE a call raises; "" if it raises none.
template <class Call>
std::string code_of(Call const& call) {
  try {
    call();
  } catch (error const& e) {
    return std::string(e.sqlstate());
  }
  return "";
}

}  // namespace helios::testing
