#version 460
// Balls that face the eye, one instance each, six vertices.
layout(push_constant) uniform Overlay {
    mat4 clipFromWorld;
    vec4 target;
    vec4 look;
} overlay;
layout(location = 0) in vec3 center;
layout(location = 1) in vec2 size; // metres, least pixels
layout(location = 2) in vec4 color;

layout(location = 0) out vec4 outColor;
layout(location = 1) out vec2 outPlace; // pixels from the middle
layout(location = 2) flat out float outRadius;

void main()
{
    vec4 c = overlay.clipFromWorld * vec4(center, 1.0);
    float nearest = max(overlay.target.w, 1e-9);
    bool hidden = c.w < nearest;
    float radius = max(size.y, size.x * overlay.target.z / max(c.w, nearest));
    vec2 corner = vec2(gl_VertexIndex == 1 || gl_VertexIndex == 2 || gl_VertexIndex == 4 ? 1.0 : -1.0,
                       gl_VertexIndex == 2 || gl_VertexIndex == 4 || gl_VertexIndex == 5 ? 1.0 : -1.0) * (radius + 1.0);
    vec2 p = c.xy / c.w + corner / (0.5 * overlay.target.xy);
    gl_Position = hidden ? vec4(2.0, 2.0, 2.0, 1.0) : vec4(p, clamp(c.z / c.w * (1.0 + overlay.look.y), 0.0, 1.0), 1.0);
    outColor = color;
    outPlace = corner;
    outRadius = radius;
}
