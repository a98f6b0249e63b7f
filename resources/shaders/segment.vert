#version 460
// Line segments as screen-space quads with round ends, one instance each, six vertices.
layout(push_constant) uniform Overlay {
    mat4 clipFromWorld;
    vec4 target; // width, height in pixels; z = focal length in pixels; w = nearest distance, metres
    vec4 look;   // x = opacity, y = depth bias
} overlay;

layout(location = 0) in vec3 from;
layout(location = 1) in vec3 to;
layout(location = 2) in vec4 colorFrom;
layout(location = 3) in vec4 colorTo;
layout(location = 4) in float width;

layout(location = 0) out vec4 outColor;
layout(location = 1) out vec2 outPlace;      // pixels along and across
layout(location = 2) flat out vec2 outShape; // length, half width

void main()
{
    float nearest = max(overlay.target.w, 1e-9);
    vec4 a = overlay.clipFromWorld * vec4(from, 1.0), b = overlay.clipFromWorld * vec4(to, 1.0);
    vec4 ca = colorFrom, cb = colorTo;
    bool hidden = a.w < nearest && b.w < nearest;
    float cut = (nearest - a.w) / (abs(b.w - a.w) > 1e-9 ? b.w - a.w : 1e-9);
    vec4 middle = mix(a, b, cut), middleColor = mix(ca, cb, cut);
    if (a.w < nearest) {
        a = middle;
        ca = middleColor;
    } else if (b.w < nearest) {
        b = middle;
        cb = middleColor;
    }
    vec2 half_ = 0.5 * overlay.target.xy;
    vec2 pa = a.xy / a.w * half_, pb = b.xy / b.w * half_;
    float length_ = length(pb - pa);
    vec2 along = length_ > 1e-4 ? (pb - pa) / length_ : vec2(1.0, 0.0), across = vec2(-along.y, along.x);
    float pad = 0.5 * width + 1.0;
    bool end = gl_VertexIndex == 1 || gl_VertexIndex == 2 || gl_VertexIndex == 4;
    float side = gl_VertexIndex == 2 || gl_VertexIndex == 4 || gl_VertexIndex == 5 ? 1.0 : -1.0;
    vec2 p = (end ? pb + along * pad : pa - along * pad) + across * side * pad;
    float depth = (end ? b.z / b.w : a.z / a.w) * (1.0 + overlay.look.y);
    gl_Position = hidden ? vec4(2.0, 2.0, 2.0, 1.0) : vec4(p / half_, clamp(depth, 0.0, 1.0), 1.0);
    outColor = end ? cb : ca;
    outPlace = vec2(end ? length_ + pad : -pad, side * pad);
    outShape = vec2(length_, 0.5 * width);
}
