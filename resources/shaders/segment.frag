#version 460
layout(push_constant) uniform Overlay {
    mat4 clipFromWorld;
    vec4 target;
    vec4 look;
} overlay;
layout(location = 0) in vec4 color;
layout(location = 1) in vec2 place;
layout(location = 2) flat in vec2 shape;
layout(location = 0) out vec4 outColor;

void main()
{
    vec2 beyond = vec2(place.x - clamp(place.x, 0.0, shape.x), place.y);
    float coverage = clamp(shape.y + 0.5 - length(beyond), 0.0, min(1.0, 2.0 * shape.y));
    outColor = vec4(color.rgb, color.a * coverage * overlay.look.x);
}
