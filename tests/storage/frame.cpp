#include <helios/storage/frame.hpp>

#include <helios/base/checksum.hpp>

#include <catch2/catch.hpp>

#include <random>

using namespace helios;
using namespace helios::storage;

namespace {

constexpr frame_keys keys{0x1111, 0x2222};

frame_header header_of(frame_type type) {
  frame_header h;
  h.length = 123456;
  h.type = type;
  h.flags = frame_flags::sealed;
  h.branch = branch_id{17};
  h.epoch = 3;
  h.scn = scn{123456789};
  h.payload_sum = 0xdeadbeefcafe;
  h.link = 42;
  return h;
}

using image = std::array<std::byte, frame_header_bytes>;

}  // namespace

TEST_CASE("a frame header is read back as it was written", "[storage][frame]") {
  for (auto const type : {frame_type::epoch, frame_type::commit, frame_type::value,
                          frame_type::extent, frame_type::checkpoint, frame_type::page,
                          frame_type::branch, frame_type::registry, static_cast<frame_type>(200)}) {
    frame_header h = header_of(type);
    image bytes;
    encode(h, keys, 16384, bytes.data());
    CHECK(decode_frame(bytes, keys, 16384) == h);
    CHECK(peek_header(bytes) == h);
    CHECK_FALSE(decode_frame(bytes, keys, 16392));
    bool const by_offset = found_by_offset(type);
    CHECK(decode_frame(bytes, {keys.file, 1}, 16384).has_value() == by_offset);
    CHECK(decode_frame(bytes, {1, keys.epoch}, 16384).has_value() == !by_offset);
  }
}

TEST_CASE("every flipped bit of a frame header is detected", "[storage][frame]") {
  for (auto const type :
       {frame_type::epoch, frame_type::commit, frame_type::page, frame_type::extent}) {
    frame_header h = header_of(type);
    image good;
    encode(h, keys, 16384, good.data());
    for (std::size_t bit = 0; bit != frame_header_bytes * 8; ++bit) {
      image bad = good;
      bad[bit / 8] ^= static_cast<std::byte>(1u << bit % 8);
      if (decode_frame(bad, keys, 16384)) FAIL("type " << int(type) << " bit " << bit);
    }
  }
}

TEST_CASE("a length that no frame has is refused though its header verifies", "[storage][frame]") {
  frame_header h = header_of(frame_type::commit);
  h.length = max_payload + 1;
  image bytes;
  encode(h, keys, 16384, bytes.data());
  CHECK_FALSE(decode_frame(bytes, keys, 16384));
  h.type = frame_type::extent;
  h.length = max_frame_length;
  encode(h, keys, 16384, bytes.data());
  CHECK(decode_frame(bytes, keys, 16384));
}

TEST_CASE("zeros are no frame", "[storage][frame]") {
  CHECK_FALSE(decode_frame(image{}, keys, 16384));
}

TEST_CASE("the sum of a payload chains its pieces", "[storage][frame]") {
  bytes data(2 * sum_piece + 77);
  std::minstd_rand random(1);
  for (auto& b : data) b = static_cast<std::byte>(random());
  byte_view const all = data;
  CHECK(payload_sum(all.first(100)) == checksum(all.first(100)));
  CHECK(payload_sum(all.first(sum_piece)) == checksum(all.first(sum_piece)));
  CHECK(payload_sum({}) == checksum({}));
  std::uint64_t sum = 0;
  for (byte_view const piece :
       {all.first(sum_piece), all.subspan(sum_piece, sum_piece), all.subspan(2 * sum_piece)})
    sum = checksum(piece, sum);
  CHECK(payload_sum(all) == sum);
}

TEST_CASE("a laid frame carries its payload, its padding, and synced_to", "[storage][frame]") {
  std::array<std::byte, 13> payload;
  payload.fill(std::byte{0xee});
  for (auto const type : {frame_type::commit, frame_type::value}) {
    frame_to_write frame{.type = type, .branch = branch_id{1}, .scn = scn{2}, .payload = payload};
    frame.offset = 16384;
    bytes out(frame_room(payload.size()), std::byte{0xff});
    frame_header const h = lay_frame(frame, keys, 1, 9, 16000, plain_codec(), out.data());
    CHECK(h == decode_frame(header_span(out.data(), frame_header_bytes), keys, 16384));
    CHECK(h.length == payload.size());
    byte_view const stored(out.data() + frame_header_bytes, payload.size());
    CHECK(payload_sum(stored) == h.payload_sum);
    CHECK(load<std::uint64_t>(stored.data()) ==
          (type == frame_type::commit ? 16000 : load<std::uint64_t>(payload.data())));
    CHECK(stored[12] == std::byte{0xee});
    for (std::size_t i = frame_header_bytes + payload.size(); i != out.size(); ++i)
      CHECK(out[i] == std::byte{0});
  }
}

TEST_CASE("a position is read back as it was written", "[storage][frame]") {
  log_position const p{0x123456789a, 5, 6, 7};
  std::array<std::byte, 24> bytes;
  encode(p, bytes.data());
  CHECK(decode_position(bytes.data()) == p);
  for (log_position const& other :
       {log_position{8, 5, 6, 7}, log_position{p.offset, 0, 6, 7}, log_position{p.offset, 5, 0, 7},
        log_position{p.offset, 5, 6, 0}})
    CHECK_FALSE(other == p);
}
