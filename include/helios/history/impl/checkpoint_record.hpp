// helios/history/impl/checkpoint_record.hpp -- the payload of a checkpoint frame.
//
// Shape     0   u64 synced_to      set by the log
//           8   u64 scn            everything up to it is in the checkpoint
//          16   24 bytes           position in the log from which later commits are replayed
//          40   i64 time           of the last commit in it
//          48   17 bytes           root of the registry's directory: reference, rows, height
//          65   17 bytes           root of the registry's shapes
#pragma once

#include <helios/history/branch_info.hpp>
#include <helios/history/impl/fields.hpp>
#include <helios/storage/log.hpp>

namespace helios::history::detail {

struct checkpoint_record {
  scn at{};
  storage::log_position replay;
  microseconds time{};
  storage::database_root registry;
};

[[nodiscard]] inline bytes encode_checkpoint(checkpoint_record const& c) {
  bytes out;
  byte_writer w(out);
  w.put(std::uint64_t{0});
  w.put(raw(c.at));
  std::byte position[24];
  storage::encode(c.replay, position);
  w.put_bytes(position);
  w.put(raw(c.time));
  put_root(w, c.registry.trees);
  put_root(w, c.registry.shapes);
  return out;
}

[[nodiscard]] inline checkpoint_record read_checkpoint(storage::log& from, std::uint64_t frame) {
  bytes scratch;
  storage::log_frame const f = from.read_frame(frame, scratch);
  if (f.header.type != storage::frame_type::checkpoint)
    throw storage::damaged(from.source().path(), frame, "No checkpoint stands there.");
  byte_reader r(f.payload);
  static_cast<void>(r.get<std::uint64_t>());
  checkpoint_record c;
  c.at = r.get<scn>();
  c.replay = storage::decode_position(r.get_bytes(24).data());
  c.time = r.get<microseconds>();
  if (c.at > highest_scn || c.time > latest_time || c.replay.offset % 8 != 0 ||
      c.replay.offset < from.source().first() || c.replay.offset > frame)
    throw storage::damaged(from.source().path(), frame, "The checkpoint there contradicts itself.");
  c.registry.trees = get_root(r);
  c.registry.shapes = get_root(r);
  return c;
}

}  // namespace helios::history::detail
